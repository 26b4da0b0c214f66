import type { AgentEvent } from '../model/agent.ts';
import type { AcpAgent } from '../model/config.ts';
import type { PermissionAsk } from '../model/inbox.ts';
import type { Loose } from './loose-json.ts';
import type { Requests } from './meter.ts';
import type { Bounds } from './permission.ts';
import type { ToolUses } from './tool-uses.ts';

/** What a session is to do, as far as the protocol needs it. */
export interface AcpTask extends Bounds {
  readonly prompt: string;
  /** Undefined in a replay: nothing is asked for any more. */
  readonly model?: string;
  /** A session to go on with, where the agent can. */
  readonly resume?: { readonly session: string; readonly prompt: string };
  readonly config: Pick<AcpAgent, 'authMethod' | 'effort'>;
  /** The command line of the lane's own MCP server. */
  readonly mcp?: readonly string[];
}

/** A permission that it asked for and no rule settled. */
export interface AcpAsking {
  /** Of its request. */
  readonly request: unknown;
  readonly params: Loose;
  readonly call: string;
  readonly ask: PermissionAsk;
}

/** What is known of a session over the Agent Client Protocol after the lines read so far. */
export interface AcpState {
  readonly task: AcpTask;
  /** Ways to sign in that it offers. */
  readonly signIns: readonly string[];
  readonly version: string;
  readonly session?: string;
  /** Requests that are still to be sent before the session is set up, in order; the prompt is the last. */
  readonly ahead: readonly AcpRequest[];
  readonly prompted: boolean;
  /** It goes on with an earlier session; while that is loaded, what it tells is old. */
  readonly resumed?: 'loading' | 'loaded';
  readonly requests: Requests;
  /** Are figures told when a request begins, or when it has ended? Known from what comes first in a turn. */
  readonly usageComes?: 'first' | 'last';
  /** A tool has ended since the last request was told: the next figure is another request's. */
  readonly toolEnded: boolean;
  readonly contextTokens: number;
  readonly usd?: number;
  readonly tools: ToolUses;
  readonly denied: ReadonlyMap<string, string>;
  /** Permissions without an answer, by the id of the call. */
  readonly asking: ReadonlyMap<string, AcpAsking>;
  readonly compactions: number;
  /** The last message, and its id. */
  readonly report: { readonly id: string; readonly text: string };
  /** Its last turn broke off, however that turn is then said to have ended. */
  readonly broken?: boolean;
  /** The answer to the prompt. */
  readonly last?: Loose;
  /** Why it cannot go on: an error of the protocol, and at which step. */
  readonly trouble?: { readonly step: string; readonly code?: number; readonly kind?: string; readonly words: string };
}

export interface AcpRequest {
  readonly id: number;
  readonly method: string;
  readonly params: object;
}

/** `send` is written to the agent, in order. */
export interface AcpStep {
  readonly state: AcpState;
  readonly events: readonly AgentEvent[];
  readonly send: readonly object[];
}

/** Our requests carry fixed numbers, so that what an agent has answered can be told from its log alone. */
export const ID = { initialize: 1, authenticate: 2, session: 3, model: 4, effort: 5, prompt: 6, load: 7 } as const;

export function acpState(task: AcpTask): AcpState {
  return {
    task,
    signIns: [],
    version: '',
    ahead: [],
    prompted: false,
    requests: new Map(),
    toolEnded: true,
    contextTokens: 0,
    tools: new Map(),
    denied: new Map(),
    asking: new Map(),
    compactions: 0,
    report: { id: '', text: '' },
  };
}

export function still(state: AcpState): AcpStep {
  return { state, events: [], send: [] };
}
