import type { AgentEvent } from '../model/agent.ts';
import type { Loose } from './loose-json.ts';
import type { Requests } from './meter.ts';
import type { ToolUses } from './tool-uses.ts';

/** What is known of a Codex session after what was read so far of its stream and of its rollout file. */
export interface CodexState {
  readonly cwd: string;
  /** It goes on with an earlier session: totals over the thread are not its own. */
  readonly resumed: boolean;
  readonly thread?: string;
  readonly version: string;
  /** Turns the stream has told: a resumed thread's rollout also holds those of earlier runs. */
  readonly turns: number;
  /** Turns the rollout has told, in order. */
  readonly turnIds: readonly string[];
  readonly requests: Requests;
  /** The turn each request belongs to. */
  readonly turnOf: ReadonlyMap<string, string>;
  /** The rollout tells each request by itself; older versions only tell running totals. */
  readonly records: boolean;
  readonly lastTotal: number;
  readonly contextTokens: number;
  readonly window?: number;
  readonly tools: ToolUses;
  /** Names of tools by the id of their call, as the rollout tells them. */
  readonly calls: ReadonlyMap<string, string>;
  /** Calls that were refused, by id, with the tool's name. */
  readonly denied: ReadonlyMap<string, string>;
  readonly compactions: number;
  /** The last retry in words, until something else was heard. */
  readonly retrying?: string;
  readonly report?: string;
  /** The turn's last word on the stream. */
  readonly last?: { readonly ok: boolean; readonly said: Loose };
  /** What the rollout says of a turn that failed. */
  readonly error?: Loose;
  readonly aborted: boolean;
  /** When the account's limit is over, milliseconds since the epoch. */
  readonly resetsAt?: number;
}

export interface CodexStep {
  readonly state: CodexState;
  readonly events: readonly AgentEvent[];
}

export function codexState(cwd: string, resumed = false): CodexState {
  return {
    cwd,
    resumed,
    version: '',
    turns: 0,
    turnIds: [],
    requests: new Map(),
    turnOf: new Map(),
    records: false,
    lastTotal: 0,
    contextTokens: 0,
    tools: new Map(),
    calls: new Map(),
    denied: new Map(),
    compactions: 0,
    aborted: false,
  };
}
