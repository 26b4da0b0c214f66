import path from 'node:path';
import type { RunSpec } from '../model/agent.ts';
import type { CodexAgent } from '../model/config.ts';
import { bringEarlier, codexHome } from './codex-thread.ts';
import type { SessionPorts } from './dialect.ts';
import { sessionFiles } from './session-files.ts';

/** What of a person's environment Codex may see, beside the basic names every program gets: where and how it logs in. */
export const CODEX_ENV: readonly string[] = [
  'CODEX_HOME',
  'CODEX_API_KEY',
  'CODEX_ACCESS_TOKEN',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_ORGANIZATION',
  'OPENAI_PROJECT',
  'AZURE_OPENAI_API_KEY',
];

/** Always: commands in a plain shell keep our PATH, nothing phones home, no memory is kept. */
const ALWAYS = [
  'allow_login_shell=false',
  'check_for_update_on_startup=false',
  'analytics.enabled=false',
  'features.memories=false',
];

/** What a card has no use for: each costs context in every request. Unknown names are passed over by Codex. */
const LEAN = [
  'web_search="disabled"',
  'skills.include_instructions=false',
  'skills.bundled.enabled=false',
  'include_apps_instructions=false',
  ...[
    'apps',
    'plugins',
    'multi_agent',
    'goals',
    'image_generation',
    'computer_use',
    'browser_use',
    'sleep_tool',
    'view_image',
  ].map((feature) => `features.${feature}=false`),
];

/** The command line of a session. The prompt is not on it: `-` reads it from standard input. */
export function codexArgv(config: CodexAgent, spec: RunSpec): readonly string[] {
  const effort = config.effort === undefined ? [] : [`model_reasoning_effort=${JSON.stringify(config.effort)}`];
  const settings = [...ALWAYS, ...effort, ...mcpOf(spec), ...(config.profile === 'default' ? [] : LEAN)];
  return [
    ...(config.command ?? ['codex']),
    'exec',
    '--json',
    '--model',
    spec.model,
    '--sandbox',
    config.sandbox ?? 'workspace-write',
    '--add-dir',
    sessionFiles(spec.stateDir).outbox,
    ...settings.flatMap((setting) => ['-c', setting]),
    ...(spec.resume ? ['resume', spec.resume.session] : []),
    '-',
  ];
}

/** A person may take their time to answer: longer than any other tool. */
const MCP_SECONDS = 86_400;

/** TOML takes strings and lists as JSON writes them. */
function mcpOf({ mcp }: RunSpec): readonly string[] {
  const [command, ...args] = mcp ?? [];
  if (command === undefined) return [];
  return [
    `mcp_servers.xpar.command=${JSON.stringify(command)}`,
    `mcp_servers.xpar.args=${JSON.stringify(args)}`,
    `mcp_servers.xpar.tool_timeout_sec=${MCP_SECONDS}`,
  ];
}

export function codexEnv(spec: RunSpec): Readonly<Record<string, string>> {
  return {
    ...spec.env,
    CODEX_HOME: codexHome(spec.stateDir),
    XPAR_STORY: spec.story,
    XPAR_EVENTS: sessionFiles(spec.stateDir).events,
  };
}

/** The person's own Codex folder: where they are signed in. */
export function personsHome(env: Readonly<Record<string, string>>): string {
  return env['CODEX_HOME'] ?? path.join(env['HOME'] ?? env['USERPROFILE'] ?? '/', '.codex');
}

/** A home of its own, with the person's sign-in led in (a copy would go stale when the token is renewed), and no setting of theirs but by `default`. */
export function prepareHome(config: CodexAgent, spec: RunSpec): (files: SessionPorts['files']) => Promise<void> {
  const [theirs, ours] = [personsHome(spec.env), codexHome(spec.stateDir)];
  const names = ['auth.json', ...(config.profile === 'default' ? ['config.toml'] : [])];
  return async (files) => {
    await files.makeFolder(ours);
    for (const name of names) {
      if (await files.exists(path.join(theirs, name))) await files.linkFile(path.join(theirs, name), path.join(ours, name));
    }
    await bringEarlier(files, spec);
  };
}
