import type { Clash } from './clash.ts';

/** Gated lanes that were folded in together, and what judging them cost. */
export interface WaveRecord {
  /** In the order of integration, those that were left out too. */
  readonly stories: readonly string[];
  readonly landed: readonly string[];
  /** Left out, since the suite was red with them. */
  readonly ejected: readonly string[];
  /** Left out, since they do not merge. */
  readonly conflicts: readonly string[];
  /** Suites that were red, and green on the same tree again. */
  readonly flakes: number;
  /** What was run, in full suites: a run of some tests counts by its time. */
  readonly gates: number;
  readonly durationMs: number;
  /** Whoever did not fit at first, and what became of it. Absent where all did, and in old journals. */
  readonly clashes?: readonly Clash[];
}

/** Lines of the journal about what the integrator had judged. */
export type JudgedEntry =
  | {
      readonly t: 'suite';
      readonly at: number;
      readonly run: string;
      readonly tree: string;
      readonly gates: string;
      readonly ok: boolean;
      readonly digest: string;
      readonly durationMs: number;
    }
  | ({ readonly t: 'wave'; readonly at: number; readonly run: string } & WaveRecord);
