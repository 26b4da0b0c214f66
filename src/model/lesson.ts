import type { DriftMark } from './budget.ts';

/** What sessions of one agent, on one model, at one effort, taught: beyond what a forecast shows. */
export interface Lesson {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  /** Every mark, oldest first. */
  readonly drifts: readonly DriftMark[];
  /** The last of them, while forecasts have not caught up. */
  readonly drift?: DriftMark;
  /** By agent version, in the order they were first seen. */
  readonly bases: readonly VersionBase[];
}

/** The base of one version of an agent, native tokens. */
export interface VersionBase {
  readonly version: string;
  readonly tokens: number;
  readonly source: 'measured' | 'learned';
  /** Sessions behind a learned one. */
  readonly sessions: number;
  /** How much more (or less) than the version before it, where that is more than noise. */
  readonly creep?: { readonly from: string; readonly tokens: number };
}
