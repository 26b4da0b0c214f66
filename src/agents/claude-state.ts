import type { AgentEvent } from '../model/agent.ts';
import type { TokenSplit } from '../model/budget.ts';
import type { ToolUses } from './tool-uses.ts';
import type { Loose } from './loose-json.ts';
import type { Requests } from './meter.ts';

/** What is known of a Claude Code session after the lines read so far. */
export interface ClaudeState {
  readonly cwd: string;
  readonly session?: string;
  /** It goes on with an earlier session: figures of the whole session are not this run's. */
  readonly resumed: boolean;
  readonly requests: Requests;
  /** Message ids whose request was told. */
  readonly told: ReadonlySet<string>;
  /** Message under way by chain: `''` is the main one, others go by the tool call that opened them. */
  readonly current: ReadonlyMap<string, string>;
  readonly tools: ToolUses;
  /** Tool calls that were refused, by id, with the tool's name. */
  readonly denied: ReadonlyMap<string, string>;
  readonly compactions: number;
  /** Turns that ended, with a result event each. */
  readonly turns: number;
  /** Requests that the totals cover: those before the last result. */
  readonly settled: number;
  /** One of them was cut off: what ends after it is no more than a handing back. */
  readonly aborted?: boolean;
  /** The last retry in words, until something else was heard. */
  readonly retrying?: string;
  /** `error` of the last message the program made up itself: the type of an API error. */
  readonly errorType?: string;
  /** When the account's limit is over, ms since the epoch, once it was reached. */
  readonly resetsAt?: number;
  /** The result event; the last one where there are several. */
  readonly last?: Loose;
  /** Totals the agent gave, all models and chains, of this run alone. */
  readonly totals?: TokenSplit;
}

export interface Step {
  readonly state: ClaudeState;
  readonly events: readonly AgentEvent[];
}

export function claudeState(cwd: string, resumed = false): ClaudeState {
  return {
    cwd,
    resumed,
    requests: new Map(),
    told: new Set(),
    current: new Map(),
    tools: new Map(),
    denied: new Map(),
    compactions: 0,
    turns: 0,
    settled: 0,
  };
}
