import type { Allowances } from './allowance.ts';
import type { SmartZone } from './budget.ts';
import type { RoleConfig } from './role.ts';

/** A command agent: any program. */
export interface CommandAgent {
  readonly kind: 'command';
  readonly command: readonly string[];
  /** Names of environment variables passed on to it. */
  readonly env?: readonly string[];
  /** Tokens of its own context before a card is read, if it has one. */
  readonly baseTokens?: number;
  /** How hard it is to think, in its own word: `XPAR_EFFORT`. */
  readonly effort?: string;
}

/** Claude Code, the person's own binary. */
export interface ClaudeAgent {
  readonly kind: 'claude';
  readonly command?: readonly string[];
  /** `lean` (default) starts it without memory, plugins and spare tools: a base of about 6k tokens instead of 19k. */
  readonly profile?: 'lean' | 'default';
  /** Give it the lane's own MCP server: its tools cost context in every request. */
  readonly mcp?: boolean;
  readonly env?: readonly string[];
  readonly baseTokens?: number;
  readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
}

/** Codex, the person's own binary. */
export interface CodexAgent {
  readonly kind: 'codex';
  readonly command?: readonly string[];
  /** `lean` (default) starts it without the person's settings, skills, apps and spare tools: a base of about 6k tokens instead of 8k. */
  readonly profile?: 'lean' | 'default';
  /** Codex's own sandbox around the commands it runs; `workspace-write` where not said. */
  readonly sandbox?: 'workspace-write' | 'danger-full-access';
  /** Give it the lane's own MCP server: its tools cost context in every request. */
  readonly mcp?: boolean;
  readonly env?: readonly string[];
  readonly baseTokens?: number;
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
}

/** Any agent that speaks the Agent Client Protocol. */
export interface AcpAgent {
  readonly kind: 'acp';
  readonly command: readonly string[];
  /** The way to sign in, by the id the agent gives it, where it has to be asked to. */
  readonly authMethod?: string;
  /** Give it the lane's own MCP server: its tools cost context in every request. */
  readonly mcp?: boolean;
  readonly env?: readonly string[];
  readonly baseTokens?: number;
  /** One of the agent's own words for how hard it is to think. */
  readonly effort?: string;
}

export type AgentConfig = CommandAgent | ClaudeAgent | CodexAgent | AcpAgent;

/** A sandbox that xpar sets up itself. Paths are absolute or begin with `~/`. */
export interface ShutIn {
  readonly use: 'bwrap' | 'srt';
  readonly writable: readonly string[];
  readonly readable: readonly string[];
  readonly hidden: readonly string[];
  readonly domains: readonly string[];
}

/** `command` stands before the agent's own. */
export type SandboxConfig = { readonly use: 'none' } | ShutIn | { readonly use: 'command'; readonly command: readonly string[] };

export interface ModelConfig {
  /** Lanes on it at once. */
  readonly concurrent?: number;
  /** Sessions on it that start within a minute. */
  readonly perMinute?: number;
  readonly smartZone?: SmartZone;
  /** Native tokens per reference token. */
  readonly kappa?: number;
  /** USD per million tokens. */
  readonly usdPerMillion?: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead?: number;
    readonly cacheWrite?: number;
  };
  readonly window?: number;
}

export interface GateConfig {
  readonly name: string;
  /** 1 static, 2 targeted, 3 full. */
  readonly rung: 1 | 2 | 3;
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** Runs only some tests: `{tests}` are their files. Undefined: by the runner, where it is known. */
  readonly rerun?: readonly string[];
  /** Gates of the same rung that have to be green first, by name. */
  readonly after?: readonly string[];
  /** `{report}` in the command is a file xpar made; a run of no test is not a pass. */
  readonly report?: 'junit' | 'tap' | 'vitest' | 'jest' | 'go';
  /** Fewer tests than this in its report are no pass. Undefined: 1. */
  readonly minTests?: number;
  /** Only for stories that name it in `gates`. */
  readonly onRequest: boolean;
  /** Names of environment variables it may see beside the basic ones: `gateEnv`. */
  readonly env?: readonly string[];
}

/** Overlapping scopes wait, only hotspots wait, or the merge decides. */
export type Conflicts = 'sequential' | 'optimistic' | 'isolate';

/** A session for each story, or one for several small ones where the sums allow. */
export type Sessions = 'own' | 'packed';

/** Where lanes work: a worktree for each, or one checkout of xpar's own for all. */
export type Mode = 'worktree' | 'shared';

/** `xpar.config.*` with every default filled in. */
export interface Config {
  /** Undefined: the branch the person is on. */
  readonly base?: string;
  readonly integration: string;
  readonly stories: string;
  readonly adrs: string;
  readonly models: Readonly<Record<string, ModelConfig>>;
  /** By a story's `type`; `default` for the rest. */
  readonly agents: Readonly<Record<string, AgentConfig>>;
  /** In their order; empty: one implementer, as ever. */
  readonly roles: readonly RoleConfig[];
  /** Empty: detected (`npm test` ...), see gates in targets/. */
  readonly gates: readonly GateConfig[];
  readonly parallel: {
    readonly mode: Mode;
    readonly jobs: number;
    readonly conflicts: Conflicts;
    readonly sessions: Sessions;
    readonly staggerMs: number;
    /** Free memory below which no lane begins beside others; 0: never looked at. */
    readonly memoryFloorBytes: number;
    /** Load of each processor above which no lane begins beside others; 0: never looked at. */
    readonly maxLoad: number;
    /** Globs that a word of a card means, where the card declares no `files`. */
    readonly keywords: Readonly<Record<string, readonly string[]>>;
  };
  /** Lanes folded in together at most; whether each commit is gated; what a suite that was red only once is worth. */
  readonly integrate: {
    readonly wave: number;
    readonly everyCommit: boolean;
    readonly flaky: 'accept' | 'refuse';
    /** Globs of files whose lines are a list: those of both sides are kept. */
    readonly lineLists: readonly string[];
    /** mergiraf is asked where it is on the path. */
    readonly mergiraf: boolean;
    /** Globs of files that a program writes anew: conflicts of nothing else are counted apart. */
    readonly golden: readonly string[];
  };
  /** Whose word lands what is integrated: on all of it at once, on each story, or nobody's. */
  readonly acceptance: 'land' | 'story' | 'auto';
  /** What agents may spend. */
  readonly budget: Allowances;
  /** Tries per fingerprint: the first and its retries. */
  readonly retries: number;
  /** How often the same may fail, or be refused, in a row before a session is stopped; 0: as often as it likes. */
  readonly repeats: { readonly failures: number; readonly denials: number };
  readonly timeouts: {
    readonly idleMs: number;
    readonly wallMs: number;
    /** How long a build waits for a used-up quota, and for a service that fails; 0: not at all. */
    readonly quotaMs: number;
    readonly outageMs: number;
    /** How long a session is held open for a person's answer; 0: it is refused at once. */
    readonly approvalMs: number;
  };
  /** What no rule settles is allowed without asking a person; told on every screen, and in trailers. */
  readonly autonomous: boolean;
  /** Run when a person is needed and when a run has ended: program and arguments, with placeholders. */
  readonly notify?: readonly string[];
  readonly permissions: {
    /** `ask`: a person is asked about each command that is not in `allow`. */
    readonly commands: 'allow' | 'ask';
    /** Commands, exactly as an agent writes them. */
    readonly allow: readonly string[];
  };
  readonly worktree: {
    readonly folder?: string;
    readonly setup: readonly (readonly string[])[];
    readonly onSetupFailure: 'fail' | 'warn';
    readonly teardown: readonly (readonly string[])[];
    readonly onTeardownFailure: 'fail' | 'warn';
    /** First and last, both included. */
    readonly ports: readonly [number, number];
    /** No lane starts while less is free. */
    readonly diskFloorBytes: number;
    /** How many worktrees of finished lanes are kept for the next. */
    readonly pool: number;
    /** What outlives their reset, in gitignore's syntax. */
    readonly keep: readonly string[];
  };
  /** Where agents look up what they use: paths in the repository, addresses. */
  readonly docs: readonly string[];
  /** Globs of files with one owner at a time. */
  readonly hotspots: readonly string[];
  readonly protected: readonly string[];
  /** Names of variables whose values are kept out of everything that is written, beside those whose names say so. */
  readonly secrets: readonly string[];
  /** What a lane is: a linked worktree, or a repository of its own. */
  readonly isolation: 'worktree' | 'clone';
  /** What agents are shut up in. */
  readonly sandbox: SandboxConfig;
  /** Environment variables gates may see, by name, beside the basic ones. */
  readonly gateEnv: readonly string[];
  readonly report: {
    /** Folder of the ledger a team shares; undefined: what was learned stays here. */
    readonly shared?: string;
    /** Iterations of equal length, from `from` (ms since the epoch) on; undefined: cut by a person. */
    readonly iterations?: { readonly from: number; readonly days: number };
  };
}
