import type { TokenSplit } from './budget.ts';
import type { PermissionAsk, Verdict } from './inbox.ts';
import type { ToolKind } from './tool-kind.ts';

export type { ToolKind } from './tool-kind.ts';

/** What an agent was seen doing, told by its adapter. Unknown lines are kept as `raw`, never fatal. */
export type AgentEvent =
  | {
      readonly t: 'session';
      readonly id: string;
      readonly model: string;
      readonly tools: readonly string[];
      readonly version: string;
    }
  /** One per API request, told once per message id. `context` is all input tokens of that request, cached or not. */
  | {
      readonly t: 'request';
      readonly main: boolean;
      readonly context: number;
      readonly window?: number;
      readonly delta: TokenSplit;
    }
  /** Told when a tool is called, and again under the same id, with `ok`, when it has ended. */
  | {
      readonly t: 'tool';
      readonly id: string;
      readonly kind: ToolKind;
      readonly paths: readonly string[];
      readonly command?: string;
      readonly ok?: boolean;
      /** Size of what it gave back, bytes; told with `ok`. */
      readonly bytes?: number;
      /** It edits what this session has edited before. */
      readonly again?: boolean;
      /** It was not permitted. */
      readonly refused?: boolean;
    }
  /** `action`: the command or the paths, where they are told. */
  | { readonly t: 'denied'; readonly tool: string; readonly reason: string; readonly action?: string }
  | { readonly t: 'retry'; readonly attempt: number; readonly delayMs: number; readonly cause: string }
  | { readonly t: 'compacted'; readonly before: number; readonly after?: number }
  | { readonly t: 'drift'; readonly adr: string; readonly note: string }
  /** It says how far it is: what stands in the worktree now is worth keeping. */
  | {
      readonly t: 'checkpoint';
      readonly completed: readonly string[];
      readonly pending: readonly string[];
      readonly next?: string;
    }
  /** A person is asked, by an agent that has no other way; `id` names the answer. */
  | { readonly t: 'asks'; readonly id: string; readonly action: string; readonly why: string }
  /** A reviewer's word on the work. */
  | ({ readonly t: 'verdict' } & ReviewVerdict)
  | { readonly t: 'text'; readonly text: string }
  | { readonly t: 'raw'; readonly line: string };

/** `reasons` say, criterion by criterion, what is to be mended; of an unusable one `fault` says where and what is wrong. */
export type ReviewVerdict =
  | { readonly word: 'accept' }
  | { readonly word: 'refuse'; readonly reasons: readonly string[] }
  | { readonly word: 'unusable'; readonly fault: string };

/**
 * How a session ended. Never judged by the exit code alone: see agents/.
 * `completed` it says it is done; `denied` everything it tried to change was refused; `stopped` by a person or a time limit;
 * `limit` of the account or the agent itself (quota, credit, turns, output): starting more of them is of no use now;
 * `context-exceeded` the model's window or our ceiling; `config-error` login, model or program: nobody gets further with it;
 * `transient` the service failed, another try may do; `failed` the agent gave up; `crashed` it ended without a word.
 */
export type Outcome =
  'completed' | 'denied' | 'stopped' | 'limit' | 'context-exceeded' | 'config-error' | 'transient' | 'failed' | 'crashed';

/** `budget`, `spike`, `answer` (of a person, that did not come): it is asked to hand back what there is first, where it understands that. */
export type StopReason = 'ceiling' | 'idle' | 'wall' | 'user' | 'budget' | 'spike' | 'answer' | 'loop' | 'share';

/** What an agent did over and over: an action that failed each time, or a tool that it was refused each time. */
export interface Loop {
  readonly how: 'failing' | 'denied';
  readonly action: string;
  readonly times: number;
}

export interface AgentResult {
  readonly outcome: Outcome;
  readonly detail?: string;
  /** Its provider turned it away for a time, for a quota or a rate: until when, ms since the epoch, where that was told. */
  readonly pause?: { readonly untilMs?: number };
  /** It was stopped for doing this to no end. */
  readonly loop?: Loop;
  readonly exit: { readonly code: number | null; readonly signal: string | null };
  readonly session?: string;
  /** Its last turn had ended when it was left, done or interrupted in its own way: nothing of it is half done. */
  readonly settled?: boolean;
  /** Context of the first main-chain request, tokens, base included. */
  readonly firstContext?: number;
  /** Largest context of a main-chain request (its output included where told), tokens. */
  readonly peakContext?: number;
  /** What entered the main chain's context after the first request, each token once. */
  readonly workingTokens?: number;
  readonly requests: number;
  readonly spend: TokenSplit;
  /** `none`: the agent told nothing; spend is unknown, not zero. */
  readonly spendSource: 'agent-total' | 'per-request' | 'none';
  readonly denials: number;
  readonly compactions: number;
  readonly reads: readonly string[];
  readonly edits: readonly string[];
  /** Shell commands that can bring files into the context without a read being told. */
  readonly unauditedCommands: readonly string[];
  /** Shell commands it ran, where the agent tells. */
  readonly commands?: readonly string[];
  /** Its last words, cut at 4,000 characters. */
  readonly report?: string;
}

/** A sandbox around one program. */
export interface Enclosure {
  wrap(argv: readonly string[]): readonly string[];
  /** Its own process holds the others, and dies of any signal: polite ones go to what it holds. */
  readonly isKeeper: boolean;
}

export interface ResumeOf {
  readonly session: string;
  readonly prompt: string;
  /** The `stateDir` it had, where that is known. */
  readonly stateDir?: string;
}

export interface RunSpec {
  readonly story: string;
  /** 1 for the first try, which is also what is meant when it is not said. */
  readonly attempt?: number;
  /** The lane's worktree, absolute. */
  readonly cwd: string;
  /** Always given by stdin or a file, never as an argument. */
  readonly prompt: string;
  /** A session of its own that it is to go on with, and what it is told then; where it cannot, `prompt` begins a new one. */
  readonly resume?: ResumeOf;
  readonly model: string;
  readonly env: Readonly<Record<string, string>>;
  /** A folder of this attempt, absolute, outside the worktree: prompt file, event file, raw log. */
  readonly stateDir: string;
  readonly limits: {
    readonly contextTokens: number;
    readonly wallMs: number;
    readonly idleMs: number;
    /** How often the same may fail, or be refused, in a row; no limit where 0 or not said. */
    readonly failures?: number;
    readonly denials?: number;
  };
  /** What the program is started in; none where not said. */
  readonly sandbox?: Enclosure;
  /** The command line of the lane's own MCP server, for agents that are configured to have it. */
  readonly mcp?: readonly string[];
  /** May the story change this path, relative to the worktree? For agents that ask; anything where not said. */
  readonly mayEdit?: (path: string) => boolean;
  /** May it run this command unasked? For agents that ask; any where not said. */
  readonly mayRun?: (command: string) => boolean;
  /** Settles what no rule does; the clocks of the session stand still meanwhile. Refused where not said. */
  readonly approve?: (ask: PermissionAsk, over: AbortSignal) => Promise<Verdict>;
}

/** A session under way. Iterating gives its events; `result` never rejects: a crash is an outcome. */
export interface AgentRun extends AsyncIterable<AgentEvent> {
  readonly pid: number | undefined;
  stop(why: StopReason): Promise<void>;
  readonly result: Promise<AgentResult>;
}

export interface AgentCaps {
  readonly liveContext: boolean;
  readonly splitSpend: boolean;
  readonly interrupt: boolean;
  readonly reads: 'tools' | 'commands' | 'none';
  /** Asks before it acts, and is answered by what the card covers, or by a person. */
  readonly asks: boolean;
  /** Can go on with a session that ended its turn. */
  readonly resume: boolean;
}

export interface AgentProbe {
  readonly ok: boolean;
  readonly version: string;
  /** Words for a person: what is missing. */
  readonly problem?: string;
}

/** Something a person should know of an agent before it is started, in words. */
export interface AgentRemark {
  readonly found: string;
  readonly hint: string;
}

/** What an agent looks like before it is started. */
export interface AgentLook {
  /** Where a look told it, and a probe does not. */
  readonly version?: string;
  readonly remarks: readonly AgentRemark[];
}

/** What an agent says of its own context, without a request to its model. */
export type Overhead = { readonly tokens: number } | { readonly problem: string };

/** What a session left whose end nobody saw. */
export interface LeftSession {
  readonly result: AgentResult;
  /** Everything it told, in order. */
  readonly events: readonly AgentEvent[];
}

/** One dialect of coding agent. */
export interface Adapter {
  readonly name: string;
  /** How hard it is told to think. */
  readonly effort?: string;
  readonly caps: AgentCaps;
  /** Is the program there and usable? Cheap: runs `--version` at most. */
  probe(env: Readonly<Record<string, string>>): Promise<AgentProbe>;
  /** What stands in its way that a session would meet: asks the program, spends nothing. */
  look?(env: Readonly<Record<string, string>>): Promise<AgentLook>;
  /** The newest version it was tried with, where it is one program. */
  readonly tried?: string;
  /** The agent's own context before a card is read, native tokens. */
  base(model: string): { readonly tokens: number; readonly source: 'none' | 'assumed' | 'config' };
  /** Its base as the agent itself tells it, for nothing; absent where it has no such word. */
  overhead?(spec: RunSpec): Promise<Overhead>;
  run(spec: RunSpec): AgentRun;
  /** Reads what a session that was cut off has left in its folder; undefined where its program was never started. */
  left(spec: Pick<RunSpec, 'cwd' | 'stateDir' | 'limits' | 'resume'>): Promise<LeftSession | undefined>;
}
