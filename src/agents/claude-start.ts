import type { RunSpec, StopReason } from '../model/agent.ts';
import type { Verdict } from '../model/inbox.ts';
import type { ClaudeAgent } from '../model/config.ts';
import type { Loose } from './loose-json.ts';
import { sessionFiles } from './session-files.ts';

/** What of a person's environment Claude Code may see, beside the basic names every program gets: where and how it logs in. */
export const CLAUDE_ENV: readonly string[] = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_CUSTOM_HEADERS',
  'ANTHROPIC_SMALL_FAST_MODEL',
  'ANTHROPIC_BEDROCK_BASE_URL',
  'ANTHROPIC_VERTEX_BASE_URL',
  'ANTHROPIC_VERTEX_PROJECT_ID',
  'ANTHROPIC_FOUNDRY_API_KEY',
  'ANTHROPIC_FOUNDRY_BASE_URL',
  'ANTHROPIC_FOUNDRY_RESOURCE',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
  'CLAUDE_CODE_SKIP_BEDROCK_AUTH',
  'CLAUDE_CODE_SKIP_VERTEX_AUTH',
  'CLOUD_ML_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_PROFILE',
  'AWS_REGION',
  'GOOGLE_APPLICATION_CREDENTIALS',
];

/** It retries for three minutes by default, also what cannot get better; a lane is retried by us. */
const MAX_RETRIES = 4;

const TOOLS = 'Read,Edit,Write,Bash';
/** What the brief forbids is refused as well: the branch and the worktree are ours. */
const FORBIDDEN = ['push', 'stash', 'switch', 'checkout', 'worktree', 'rebase', 'merge']
  .map((verb) => `Bash(git ${verb}:*)`)
  .join(',');

/** Auto-memory is keyed by the main repository: sibling worktrees would share it. */
const SETTINGS = JSON.stringify({ autoMemoryEnabled: false, includeCoAuthoredBy: false, includeGitInstructions: false });

const STREAM = ['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--include-partial-messages'];
/** It asks about whatever changes something, and is answered by the card, or by a person. */
const PERMISSIONS = ['--permission-mode', 'default', '--permission-prompt-tool', 'stdio', '--disallowedTools', FORBIDDEN];
const LEAN = ['--tools', TOOLS, '--setting-sources', '', '--strict-mcp-config'];

/** The command line of a session. The prompt is not on it: it goes in as the first message. */
export function claudeArgv(config: ClaudeAgent, spec: RunSpec): readonly string[] {
  const command = config.command ?? ['claude'];
  const own = ['--model', spec.model, '--add-dir', sessionFiles(spec.stateDir).outbox, '--settings', SETTINGS];
  const effort = config.effort === undefined ? [] : ['--effort', config.effort];
  const resume = spec.resume === undefined ? [] : ['--resume', spec.resume.session];
  return [
    ...command,
    '-p',
    ...STREAM,
    ...own,
    ...resume,
    ...effort,
    ...mcpOf(spec),
    ...PERMISSIONS,
    ...(config.profile === 'default' ? [] : LEAN),
  ];
}

/** The lane's own server; in the lean profile no other. */
function mcpOf({ mcp }: RunSpec): readonly string[] {
  const [command, ...args] = mcp ?? [];
  if (command === undefined) return [];
  return ['--mcp-config', JSON.stringify({ mcpServers: { xpar: { type: 'stdio', command, args } } })];
}

/** A full window is a stop, not a summary; no telemetry, no updates. */
export const QUIET_CLAUDE: Readonly<Record<string, string>> = {
  DISABLE_AUTO_COMPACT: '1',
  CLAUDE_CODE_MAX_RETRIES: String(MAX_RETRIES),
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
};

/** What the caller gave wins. */
export function claudeEnv(spec: RunSpec): Readonly<Record<string, string>> {
  return {
    ...QUIET_CLAUDE,
    ...spec.env,
    XPAR_STORY: spec.story,
    XPAR_EVENTS: sessionFiles(spec.stateDir).events,
  };
}

/** One user message, as `--input-format stream-json` takes it. */
export function userMessage(text: string): string {
  return `${JSON.stringify({ type: 'user', message: { role: 'user', content: text }, parent_tool_use_id: null, session_id: '' })}\n`;
}

/** Asks it to stop its turn: it answers with a result that has the statistics so far. */
export const INTERRUPT: string = `${JSON.stringify({ type: 'control_request', request_id: 'xpar-interrupt', request: { subtype: 'interrupt' } })}\n`;

const BECAUSE: { readonly [W in StopReason]?: string } = {
  answer: 'a person has to be heard first',
  share: 'this story outgrew its share of a session that others are to use',
};

/** The one turn after an interrupt: words alone, as each tool call would cost the whole context again. */
export function handBack(why: StopReason): string {
  const because = BECAUSE[why] ?? 'what this work may cost is used up';
  return userMessage(
    `xpar stopped you because ${because}. What you left in the worktree is kept, and another session goes on from it. Call no more tools. Hand back now, in a few lines: what is done, what is not, blockers, risks, the next step.`,
  );
}

/** The answer to a `can_use_tool`. */
export function permissionResponse(request: string, verdict: Verdict, input: Loose): string {
  const response = verdict.allow
    ? { behavior: 'allow', updatedInput: input }
    : { behavior: 'deny', message: verdict.why ?? 'not permitted' };
  return `${JSON.stringify({ type: 'control_response', response: { subtype: 'success', request_id: request, response } })}\n`;
}
