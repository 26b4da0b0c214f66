import type { TokenSplit } from './budget.ts';
import type { Cut, History, Integration, LedgerSession, SharedLedger } from './history.ts';
import type { Lesson } from './lesson.ts';

/** The context of one session, request by request. */
export interface Climb {
  readonly story: string;
  readonly attempt: number;
  readonly contexts: readonly number[];
  /** Base included. */
  readonly ceilingTokens: number;
  readonly hardTokens: number;
}

/** Everything a report is made of: read once, then only added up. */
export interface ReportFacts {
  readonly project: ReportedProject;
  readonly state: {
    readonly sessions: readonly LedgerSession[];
    readonly bases: SharedLedger['bases'];
    readonly integrations: readonly Integration[];
    /** Sessions that stand each for one landing. */
    readonly landed: ReadonlySet<LedgerSession>;
    /** Sessions of other roles that had their part in one. */
    readonly landedBeside: ReadonlySet<LedgerSession>;
    readonly cuts: readonly Cut[];
  };
  /** Of the time reported. */
  readonly history: History;
  readonly lessons: readonly Lesson[];
  /** Of each agent, model and effort: what the next forecast multiplies a floor of the usual size by. */
  readonly next: readonly NextMultiplier[];
  readonly stories: readonly StoryNode[];
  readonly adrs: readonly AdrTax[];
  /** Sessions under way. */
  readonly live: readonly Climb[];
  /** Of the time reported. */
  readonly sequential?: Sequential;
  /** Where a model's smart zone begins to be warned of, as a share of its hard limit. */
  readonly warnShares: ReadonlyMap<string, number>;
  readonly iterations?: { readonly from: number; readonly days: number };
  /** Only what ran at or after it, ms since the epoch. */
  readonly since?: number;
}

export interface ReportedProject {
  /** Name of the repository's folder. */
  readonly name: string;
  readonly base: string;
  readonly commit: string;
  /** When the report was made, ms since the epoch. */
  readonly at: number;
  /** Sessions that a shared ledger added. */
  readonly sharedSessions: number;
}

export interface NextMultiplier {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly p50: number;
  readonly p80: number;
  readonly samples: number;
}

export type StoryState = 'integrated' | 'running' | 'to do' | 'needs you' | 'taken as done' | 'draft';

/** One story in the picture of who needs whom. */
export interface StoryNode {
  readonly id: string;
  readonly title: string;
  readonly state: StoryState;
  readonly dependsOn: readonly string[];
  readonly adrs: readonly string[];
  /** Ceiling without base, native tokens; absent where neither a forecast nor a session knows it. */
  readonly ceilingTokens?: number;
}

/** What one ADR costs: every story in whose scope it is pays its weight. */
export interface AdrTax {
  readonly adr: string;
  readonly title: string;
  /** Raw tokens of the whole file, measured. */
  readonly weightTokens: number;
  readonly declaredTokens?: number;
  /** Stories that name it, dropped ones left out. */
  readonly stories: number;
  /** weight x stories. */
  readonly taxTokens: number;
}

/** What the runs cost, beside what their stories would have in one session after the other without a fresh context. */
export interface Sequential {
  /** Runs and models with two sessions or more that told their usage. */
  readonly groups: number;
  readonly sessions: number;
  readonly parallel: TokenSplit;
  readonly sequential: TokenSplit;
  /** Largest context that one session would have come to, as a share of the hard limit of its zone. */
  readonly peakOfZone: number;
}
