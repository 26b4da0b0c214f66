import { acpAgent } from '../../agents/acp.ts';
import { CLAUDE_ENV } from '../../agents/claude-start.ts';
import { claudeAgent } from '../../agents/claude.ts';
import { CODEX_ENV } from '../../agents/codex-start.ts';
import { codexAgent } from '../../agents/codex.ts';
import { commandAgent } from '../../agents/command.ts';
import type { Host } from '../../host/host.ts';
import type { Adapter } from '../../model/agent.ts';
import type { AgentConfig, Config } from '../../model/config.ts';
import type { Story } from '../../model/card.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';

/** The adapter of a configured agent. */
export function adapterFor(config: AgentConfig, host: Pick<Host, 'commands' | 'files' | 'clock'>): Adapter {
  switch (config.kind) {
    case 'command':
      return commandAgent(config, host);
    case 'claude':
      return claudeAgent(config, host);
    case 'acp':
      return acpAgent(config, host);
    case 'codex':
      return codexAgent(config, host);
  }
}

/** Whatever is configured by now: what was left is in the words of the agent that left it. */
export function dialectOf({ agents }: Pick<Config, 'agents'>, name: string): Config['agents'][string] {
  const same = Object.values(agents).find(({ kind }) => kind === name);
  if (same) return same;
  return name === 'claude' || name === 'codex' ? { kind: name } : { kind: name === 'acp' ? 'acp' : 'command', command: ['-'] };
}

/** The name under which a story's agent is configured: its `type`, else `default`. */
export function agentName(config: Config, story: Story): string {
  return story.type !== undefined && Object.hasOwn(config.agents, story.type) ? story.type : 'default';
}

/** What an agent may see of the person's environment. */
export function agentEnvironment({ machine }: Pick<Host, 'machine'>, config: AgentConfig): Readonly<Record<string, string>> {
  return environmentFor(machine.env, [...SIGN_IN[config.kind], ...(config.env ?? [])], QUIET_GIT);
}

/** What it signs in with, by name. */
export function keysOf(config: AgentConfig): readonly string[] {
  return [...SIGN_IN[config.kind], ...(config.env ?? [])].filter((name) => /KEY|TOKEN|SECRET|PASSWORD/.test(name));
}

/** Names by which each kind is told where and how to sign in. */
const SIGN_IN: { readonly [K in AgentConfig['kind']]: readonly string[] } = {
  command: [],
  acp: [],
  claude: CLAUDE_ENV,
  codex: CODEX_ENV,
};
