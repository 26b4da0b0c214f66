import type { Ask } from '../../model/allowance.ts';
import type { Conflicts, Mode, Sessions } from '../../model/config.ts';
import type { RunSummary } from '../../model/event.ts';
import type { PlanFile } from '../../model/generated/plan.ts';
import type { Finding } from '../../model/problem.ts';
import type { Reopening } from '../../model/reopening.ts';
import type { Job } from '../../model/job.ts';
import type { Plan } from '../../plan/plan.ts';
import type { BudgetAsked } from '../sizes/allowances.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';

/** A repository read, measured and checked. Nothing was changed by looking. */
export interface Checked {
  readonly project: Project;
  readonly measured: ReadonlyMap<string, MeasuredStory>;
  readonly findings: readonly Finding[];
}

/** ... and decided and planned. */
export interface Survey extends Checked {
  readonly plan: Plan;
}

/** Which of the stories asked for are meant; each that is given has to match. */
export interface Narrowing {
  /** Glob over story ids. */
  readonly filter?: string;
  /** An ADR in scope, as a person writes its id. */
  readonly adr?: string;
  /** A revision: card, ADRs in scope, context or declared files have changed since. */
  readonly since?: string;
}

export interface BuildRequest {
  readonly targets: readonly string[];
  /** Lanes side by side; undefined: as configured. */
  readonly jobs?: number;
  /** Over the config's `parallel.mode`. */
  readonly mode?: Mode;
  /** Over the config's `parallel.conflicts`. */
  readonly conflicts?: Conflicts;
  /** Over the config's `parallel.sessions`. */
  readonly sessions?: Sessions;
  readonly keepGoing: boolean;
  /** At the first failure for good the other lanes are asked to stop, as by an interrupt. Otherwise they finish. */
  readonly killOnFailure?: boolean;
  /** `-B`: all that is asked for is stale. */
  readonly alwaysMake?: boolean;
  /** Integrated stories to be built again where only their contracts were edited. */
  readonly reopening?: Reopening;
  /** `-W`: cards, ADRs and context files to be taken as changed; paths or globs from where the person stands. */
  readonly whatIf?: readonly string[];
  /** Only stories that match are asked for. */
  readonly among?: Narrowing;
  /** Run exactly this, or nothing. */
  readonly planned?: PlanFile;
  /** Budgets over those of the config. */
  readonly budget?: BudgetAsked;
  /** Asks a person whether to go on; absent where nobody can answer. */
  readonly ask?: Ask;
  /** Nobody is asked, whatever the config says. */
  readonly autonomous?: boolean;
  /** Refuse every story budgeted for another model. */
  readonly model?: string;
  /** The command line, for the lock's holder and the journal. */
  readonly command: string;
}

/** What a build would do, or is about to. */
export interface Intent {
  readonly survey: Survey;
  readonly jobs: readonly Job[];
  /** Sums over those of them that an agent implements. */
  readonly price: Plan['totals'];
  /** Stories asked for that cannot run, with nothing left for xpar to do about it. */
  readonly held: readonly string[];
  readonly asked: readonly string[];
}

/** Edits while a run is under way, numbered from 1: each calls for what is wanted to be decided anew. */
export interface Edits {
  /** Resolves with the number of the latest, once there is one that was not taken. */
  next(): Promise<number>;
  /** All up to this one are part of the run. */
  take(edit: number): void;
  /** Is there one that was not taken, or something that may turn out to be one? */
  isPending(): boolean;
}

export interface Built {
  /** 0 all up to date, 1 something failed, 3 a person is needed, 4 a budget is spent, 128+signal interrupted and resumable. */
  readonly exit: number;
  readonly summary: RunSummary;
}
