import type { TokenSplit } from './budget.ts';
import type { Finding } from './problem.ts';
import type { Decision, Step } from './target.ts';

export const EVENT_SCHEMA_VERSION = 1;

/** What a build tells while it runs: the live view, the plain lines and `--json` are three readers of the same stream. */
export type Event = { readonly at: number } & Told;

export type Told =
  | {
      readonly t: 'run-started';
      readonly schemaVersion: number;
      readonly run: string;
      readonly base: string;
      readonly baseCommit: string;
      readonly integration: string;
      readonly jobs: number;
      readonly stories: readonly AnnouncedStory[];
    }
  | { readonly t: 'decided'; readonly story: string; readonly step: Step; readonly decision: Decision }
  | { readonly t: 'started'; readonly story: string; readonly step: Step; readonly attempt: number }
  | {
      readonly t: 'usage';
      readonly story: string;
      readonly contextTokens: number;
      readonly floorTokens: number;
      readonly spend: TokenSplit;
      readonly requests: number;
    }
  | {
      readonly t: 'alarm';
      readonly story: string;
      readonly kind: 'fiction' | 'amber' | 'red' | 'ceiling';
      readonly contextTokens: number;
      readonly limitTokens: number;
      /** Of a fiction: what the first request held that is neither base nor card. */
      readonly beyond?: Beyond;
    }
  /** The agent says that a contract in its scope does not hold. */
  | { readonly t: 'drift'; readonly story: string; readonly adr: string; readonly note: string }
  | {
      readonly t: 'waiting';
      readonly story: string;
      readonly for: 'agent' | 'files' | 'story' | 'gate' | 'integrator';
      readonly on?: string;
    }
  | {
      readonly t: 'ended';
      readonly story: string;
      readonly step: Step;
      readonly ok: boolean;
      readonly durationMs: number;
      readonly reused: boolean;
    }
  | { readonly t: 'retrying'; readonly story: string; readonly attempt: number; readonly of: number; readonly finding: Finding }
  | { readonly t: 'integrated'; readonly story: string; readonly commit: string }
  | { readonly t: 'failed'; readonly story: string; readonly finding: Finding }
  | { readonly t: 'held'; readonly story: string; readonly decision: Decision; readonly finding?: Finding }
  | { readonly t: 'problem'; readonly finding: Finding }
  | { readonly t: 'base-merged'; readonly base: string; readonly commit: string; readonly gated: boolean }
  | { readonly t: 'stopping'; readonly signal: string; readonly times: number }
  | { readonly t: 'run-ended'; readonly run: string; readonly exit: number; readonly summary: RunSummary };

/** Native tokens of a first request that neither the base nor the card accounts for, and where they may come from. */
export interface Beyond {
  readonly tokens: number;
  readonly parts: readonly BeyondPart[];
}

export type BeyondPart =
  /** The base was never measured. */
  | { readonly part: 'base'; readonly tokens: number; readonly source: string }
  /** It was measured of another version of the agent. */
  | { readonly part: 'version'; readonly before: string; readonly now: string }
  /** A file that the agent reads unasked. */
  | { readonly part: 'instructions'; readonly path: string; readonly tokens: number }
  | { readonly part: 'tools'; readonly names: readonly string[] };

export interface AnnouncedStory {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly model: string;
  /** base + ceiling, native tokens: the bar's full length. */
  readonly ceilingTokens: number;
  readonly hardTokens: number;
}

export interface RunSummary {
  readonly integrated: readonly string[];
  readonly failed: readonly string[];
  /** Held or waiting: they need a person or another story. */
  readonly waiting: readonly string[];
  /** Stories that were up to date already. */
  readonly fresh: number;
  readonly targetsRun: number;
  readonly spend: TokenSplit;
  /** Sessions whose agent told no usage: their spend is unknown. */
  readonly unknownSpend: number;
  readonly estimatedTokens: number;
  readonly actualTokens: number;
  readonly durationMs: number;
}

export type Tell = (told: Told) => void;
