import type { TokenSplit } from '../model/budget.ts';
import type { ClashKind, ClashStep } from '../model/clash.ts';
import type { Verdicts } from '../model/history.ts';
import type { Lesson } from '../model/lesson.ts';
import type { SessionRecord } from '../model/record.ts';
import type { SharedTurn } from '../model/shared-turn.ts';
import type { AdrTax, Climb, ReportedProject, Sequential, StoryNode } from '../model/report.ts';
import type { Proportion } from './interval.ts';

export const REPORT_SCHEMA_VERSION = 1;

/** The ledger added up: what every form of the report shows. Its schema is `schemas/report.schema.json`. Tokens are native unless named raw. */
export interface LedgerReport {
  readonly schemaVersion: number;
  readonly project: ReportedProject;
  readonly since?: number;
  /** Section 1, and the points of section 4. Oldest first. */
  readonly sessions: readonly ReportedSession[];
  /** Sessions of several stories; absent where there were none. */
  readonly shared?: readonly SharedReport[];
  /** Section 2. */
  readonly calibration: Calibration;
  readonly models: readonly ReportedModel[];
  /** What each role's sessions came to, by name; `unknown` of them told nothing. */
  readonly roles: readonly {
    readonly role: string;
    readonly sessions: number;
    readonly unknown: number;
    readonly spend: TokenSplit;
  }[];
  /** Section 3. */
  readonly trends: readonly Trend[];
  /** Section 5. */
  readonly zone: ZoneReport;
  /** Sessions under way, as far as they told their context. */
  readonly live: readonly Climb[];
  /** Section 6, heaviest first. */
  readonly adrs: readonly AdrTax[];
  /** Section 7. */
  readonly velocity: readonly Velocity[];
  /** Section 8, and drift. */
  readonly lessons: readonly Lesson[];
  /** Section 9. */
  readonly flow: Flow;
  readonly stories: readonly StoryNode[];
  readonly totals: {
    readonly sessions: number;
    readonly unknownSpend: number;
    /** Of sessions, and of measuring bases. */
    readonly spend: TokenSplit;
    readonly integrated: number;
  };
}

export interface EstimateActual {
  readonly estimate: number;
  /** Absent where the agent told nothing. */
  readonly actual?: number;
}

/** One session of one story, estimate beside actual. */
export interface ReportedSession {
  readonly story: string;
  /** Of one that worked on this part of it alone. */
  readonly subtask?: string;
  readonly attempt: number;
  readonly run: string;
  /** When it began, ms since the epoch. */
  readonly at: number;
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly role: string;
  readonly outcome: SessionRecord['outcome'];
  /** Cut off: its working tokens are a lower bound. */
  readonly censored: boolean;
  readonly floor: EstimateActual;
  readonly working: EstimateActual & { readonly p80: number };
  /** floor + working: the estimate at P80, net of base. */
  readonly ceiling: EstimateActual;
  readonly peak: { readonly actual?: number; readonly hard: number };
  readonly spend?: TokenSplit;
  readonly durationMs: number;
  readonly integrated: boolean;
  /** Others took turns in its session. */
  readonly shared?: SharedTurn;
}

/** One session that several stories took turns in: its base once, and what each turn worked. Tokens are absent where an agent told none. */
export interface SharedReport {
  readonly run: string;
  /** The story whose session it was first, and which of its sessions. */
  readonly session: string;
  readonly turns: readonly {
    readonly story: string;
    readonly outcome: SessionRecord['outcome'];
    readonly floorTokens?: number;
    readonly workingTokens?: number;
    readonly spend?: TokenSplit;
  }[];
  readonly baseTokens?: number;
  /** Of all turns that told it. */
  readonly spend: TokenSplit;
}

/** How good estimates of working tokens were, over `n` sessions that ended by themselves; those cut off are counted apart. */
export interface Calibration {
  readonly n: number;
  readonly censored: number;
  /** Of the cut off: those that had passed their P80 already. */
  readonly censoredOver: number;
  /** Actual over estimate (P50), median. */
  readonly workingBias?: number;
  /** Median of |actual - estimate| / estimate. */
  readonly mdape?: number;
  /** Share of sessions whose working stayed under P80, with its 95% interval: claimed from 20 sessions on. */
  readonly underP80?: Proportion;
}

/** What one agent on one model at one effort needed. `multiplier` is the median of working/floor over sessions that told both. */
export interface ReportedModel extends Calibration {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly multiplier?: number;
  readonly spend: TokenSplit;
}

/** How the multiplier of one agent, model and effort went, session by session. */
export interface Trend {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  readonly points: readonly TrendPoint[];
  /** What the next forecast will use; `samples` are the sessions behind it. */
  readonly next?: { readonly p50: number; readonly p80: number; readonly samples: number };
  /** Indices into `points`: where a drift was seen. */
  readonly drifts: readonly number[];
}

export interface TrendPoint {
  readonly at: number;
  readonly story: string;
  /** As foreseen before the session: P50 and P80 of working over floor. */
  readonly p50: number;
  readonly p80: number;
  /** What it took, over the estimated floor; a lower bound where it was cut off. */
  readonly actual?: number;
  readonly censored: boolean;
}

/** Who came how near to the end of the smart zone. */
export interface ZoneReport {
  /** Sessions that told their context. */
  readonly known: number;
  readonly warned: number;
  readonly over: number;
  /** Those past the warn limit, the highest share first. */
  readonly visits: readonly ZoneVisit[];
  /** Context request by request of sessions that told it, those that came highest first; six at most. */
  readonly climbs: readonly Climb[];
}

export interface ZoneVisit {
  readonly story: string;
  readonly attempt: number;
  readonly model: string;
  readonly peakTokens: number;
  readonly warnTokens: number;
  readonly hardTokens: number;
  readonly level: 'warn' | 'over';
}

/**
 * Velocity: raw estimates of stories that were integrated, so that neither waste nor what was learned moves it. Burn stands
 * beside it; `yield` is the share of burn that went into what was integrated, `loadFactor` actual over raw estimate.
 */
export interface Velocity {
  readonly per: 'session' | 'day' | 'iteration';
  readonly key: string;
  readonly stories: number;
  readonly estimatedTokens: number;
  /** Absent where no session of it told any. */
  readonly burnTokens?: number;
  readonly yield?: number;
  readonly loadFactor?: number;
}

export interface Flow {
  /** Start of a story's first session to its integration; absent while none is integrated. */
  readonly cycle?: { readonly n: number; readonly medianMs: number; readonly p80Ms: number };
  /** Merges that conflicted; absent, as the next two, where there are none yet. */
  readonly conflicts?: Proportion;
  /** Gates of lanes that were green. */
  readonly gates?: Proportion;
  /** Stories whose first gate was green. */
  readonly firstGates?: Proportion;
  /** Gated lanes folded in together; `gates` in full suites. Absent where no suite was run yet. */
  readonly waves?: {
    readonly n: number;
    readonly lanes: number;
    readonly landed: number;
    readonly ejected: number;
    readonly conflicts: number;
    readonly flakes: number;
    readonly gates: number;
    readonly durationMs: number;
  };
  /** Times that a gated lane did not fit what stood, by kind, and by what settled them; `open`: the rung they came to did not. Absent without any. */
  readonly clashes?: {
    readonly n: number;
    readonly kinds: { readonly [K in ClashKind]: number };
    readonly settled: { readonly [S in ClashStep]: number };
    readonly open: number;
    readonly foretold: number;
  };
  /** What people and gates said of each story. */
  readonly verdicts: readonly Verdicts[];
  /** Sessions beyond a story's first, and tokens of sessions whose work was not integrated (yet). */
  readonly rework: { readonly sessions: number; readonly of: number; readonly stories: number; readonly sunkTokens?: number };
  /** A person's word: accepted, sent back, retried, taken as done, landed. */
  readonly approvals: {
    readonly accepted: number;
    readonly rejected: number;
    readonly retried: number;
    readonly takenAsDone: number;
    readonly landings: number;
    /** Questions that lanes waited with, `open` of them still; absent without any. `medianMs`: to the answer. */
    readonly asked?: { readonly n: number; readonly open: number; readonly medianMs?: number };
  };
  readonly runs: readonly Batch[];
  /** `workMs` over `elapsedMs`, all runs together: never below 1. */
  readonly speedup?: number;
  readonly sequential?: Sequential;
}

/** One run: how much of it went on side by side. */
export interface Batch {
  readonly run: string;
  readonly at: number;
  readonly sessions: number;
  readonly integrated: number;
  readonly sideBySide: number;
  /** In which anything of it ran. */
  readonly elapsedMs: number;
  /** Of all that ran, one after the other: sessions, checks, worktrees, gates, waves; without waiting in line. */
  readonly workMs: number;
}
