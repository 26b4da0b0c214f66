import type { AgentEvent } from './agent.ts';
import type { FloorPart, Forecast } from './budget.ts';

/** First line of a session's trace: what was expected of it. */
export interface TraceStart {
  readonly t: 'begun';
  readonly at: number;
  readonly story: string;
  readonly attempt: number;
  /** Where a config names roles. */
  readonly role?: string;
  readonly agent: string;
  readonly model: string;
  readonly kappa: number;
  /** `held`: what was in the session before, where it goes on with one that several share. */
  readonly base: { readonly tokens: number; readonly source: Forecast['baseSource'] | 'held' };
  /** Native tokens. */
  readonly floorTokens: number;
  readonly ceilingTokens: number;
  readonly hardTokens: number;
  /** Of the floor, in raw tokens. */
  readonly parts: readonly FloorPart[];
  /** Globs of the files it may change. */
  readonly scope: readonly string[];
  /** What the agent finds and reads unasked, native tokens. */
  readonly instructions: readonly { readonly path: string; readonly tokens: number }[];
}

/** What an agent was seen doing, as far as it concerns its context. */
export type TraceEvent = Exclude<AgentEvent, { t: 'text' } | { t: 'raw' }>;

/** A session as it is kept beside its log, line by line while it runs. */
export interface Trace {
  readonly start: TraceStart;
  readonly events: readonly TraceEvent[];
}
