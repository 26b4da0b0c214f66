import type { Host } from '../../host/host.ts';
import type { ParkedBy } from '../../model/allowance.ts';
import type { Turn } from '../../agents/role-brief.ts';
import type { SubtaskBrief } from '../../agents/subtask-brief.ts';
import type { Adapter, AgentEvent, StopReason } from '../../model/agent.ts';
import type { Adr, Story } from '../../model/card.ts';
import type { EditOutside } from '../../model/checkout-problem.ts';
import type { Tell } from '../../model/event.ts';
import type { PermissionAsk, Verdict } from '../../model/inbox.ts';
import type { Problem } from '../../model/problem.ts';
import type { StepOutputs } from '../../model/record.ts';
import type { Parts, Step } from '../../model/target.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import type { Door, Later } from './door.ts';
import type { InLine } from './in-line.ts';
import type { Guard } from '../guard/guard-watch.ts';
import type { InboxItems } from '../person/inbox-items.ts';
import type { Sharing } from '../lane/sharing.ts';
import type { Project } from '../project/project.ts';
import type { VersionWatch } from './version-watch.ts';

/** One build, as its targets see it. */
export interface Build {
  readonly host: Host;
  readonly project: Project;
  readonly run: string;
  readonly tell: Tell;
  readonly tokens: TokenCache;
  readonly interrupted: AbortSignal;
  /** Where sessions wait for their provider. */
  readonly door: Door;
  /** Looks after what agents must not touch; there before anything runs that is not xpar's. */
  readonly guard?: Guard;
  /** Where agents' questions are put to a person; absent where no lane runs. */
  readonly desk?: Desk;
  /** Notices agents that are updated meanwhile; absent where no lane runs. */
  readonly versions?: VersionWatch;
  /** Who takes turns in one session; absent where nobody does. */
  readonly sharing?: Sharing;
  /** Where all lanes work; absent where each has a worktree of its own. */
  readonly checkout?: Checkout;
  /** Where sessions wait until there is room for one more; absent where no lane runs. */
  readonly turnstile?: Turnstile;
  /** Of the step under way: what it waits for its turn. */
  readonly inLine?: InLine;
  /** Worktrees that finished lanes may leave for others of this run; none where absent. */
  readonly spares?: Spares;
  /** Stops everything in order, as an interrupt does: for what makes going on pointless. */
  readonly stopAll: () => void;
  /** What a session of this lane was asked when an edit cut it off: nothing of its work stands. */
  readonly cutOff?: Parts;
}

/** Worktrees that finished lanes leave behind. */
export interface Spares {
  /** As many as may stand. */
  readonly most: number;
  /** Is there a story yet to begin, which may take one? */
  isAwaited(): boolean;
  /** Takes those away that nobody will come for any more, while lanes go on. */
  trim(): void;
}

/** Where every session waits until it may begin: no more at once than the run has lanes, one after another. */
export interface Turnstile {
  /** Comes back when a session may begin, with what ends its turn; undefined where the build was interrupted meanwhile. */
  pass(build: Build, who: Waiting): Promise<(() => void) | undefined>;
}

export interface Waiting {
  readonly story: string;
  readonly model: string | undefined;
}

/** The one checkout that all lanes of a run work in, each on its own files. */
export interface Checkout {
  readonly folder: string;
  /** The files that are the lane's there; undefined where it is not inside. */
  filesOf(story: string): readonly string[] | undefined;
  /** Lets a lane in. While an installer would have to run again under those in session, it waits for them. */
  enter(build: Build, entry: Entry): Promise<Entered>;
  /** Its agent is about to start. */
  begin(story: string): Promise<void>;
  /** Its agent has ended: HEAD is put back where it was moved. Gives what was edited outside of all that is held. */
  sessionOver(build: Build, story: string): Promise<EditOutside | undefined>;
  /** A look while sessions are at work. What was there `before` too is kept, and stops the run. */
  glance(
    build: Build,
    before: ReadonlySet<string>,
  ): Promise<{ readonly paths: readonly string[]; readonly outside?: EditOutside }>;
  /** Its turn is over: what no commit of the lane holds is kept, and its files are put back. */
  leave(build: Build, story: string): Promise<void>;
  /** The run has ended: all of it is put on its ground, with what stood there kept. */
  close(build: Build): Promise<void>;
}

/** A lane that is to work in it, from its files in `commit`; `tip` is what all others are to be. */
export interface Entry {
  readonly story: string;
  readonly files: readonly string[];
  readonly tip: string;
  readonly commit: string;
}

export type Entered =
  | { readonly copied: readonly string[]; readonly port: number }
  | { readonly problem: Problem }
  | { readonly outside: EditOutside }
  | 'interrupted';

/** Where agents' questions are put to a person. */
export interface Desk {
  /** What waits for a person, as this build writes it. */
  readonly items: InboxItems;
  /** Why the lane is not to begin, nor to be integrated: a contract of its scope is in question. */
  halted(lane: Pick<Lane, 'what'>): ParkedBy | undefined;
  /** For one session of a lane. */
  seat(lane: Lane, stop: (why: StopReason) => void): Seat;
}

/** One session's place at the desk. */
export interface Seat {
  /** Set when the session was stopped because of what is asked. */
  readonly parkedBy: ParkedBy | undefined;
  /** How long the session was held for answers, ms. */
  readonly waitedMs: number;
  /** The answer to what an agent asks: one that was given before, or that of a person now. */
  approve(ask: PermissionAsk, over: AbortSignal): Promise<Verdict>;
  /** An agent that does not take no for an answer is stopped. */
  refused(denied: Extract<AgentEvent, { t: 'denied' }>): Promise<void>;
  /** It says that a contract in its scope does not hold: whoever works under that one is halted. */
  drifted(drift: Extract<AgentEvent, { t: 'drift' }>): Promise<void>;
  /** Its session has ended. */
  leave(): void;
}

/** One story in flight. */
export interface Lane {
  readonly story: Story;
  readonly adrs: readonly Adr[];
  readonly adapter: Adapter;
  readonly what: Parts;
  /** Digest of `what`. */
  readonly key: string;
  readonly implementParts: Parts;
  /** From 1, counted per key. */
  readonly attempt: number;
  /** Whose turn it is, where a config names roles; story and adapter are then as that role has them. */
  readonly turn?: Omit<Turn, 'base'>;
  /** Of a subtask's lane: which it is; story is then as that one has it, under the lane's name. */
  readonly part?: SubtaskBrief;
  /** Where this session's brief, logs and handoff are kept. */
  readonly folder: string;
}

/** How a step ended. A failure that may be retried says what the next attempt is told. */
export type StepResult<S extends Step = Step> =
  | { readonly end: 'done'; readonly parts: Parts; readonly output: StepOutputs[S]; readonly reused?: boolean }
  | {
      readonly end: 'failed';
      readonly problem: Problem;
      readonly retry: boolean;
      readonly counts: boolean;
      /** Nothing else is to start either: it would end the same way. */
      readonly halt: boolean;
      /** It will work by itself later. */
      readonly later?: Later;
      readonly failure: string;
    }
  /** Made to hand back before it was done, or kept from beginning; what it left is in the commit. */
  | { readonly end: 'parked'; readonly why: ParkedBy; readonly commit?: string; readonly report?: string }
  /** One role has ended its part, or sent the work back; the next has its turn. */
  | { readonly end: 'turned'; readonly role: string; readonly refused?: readonly string[] }
  | { readonly end: 'interrupted' };

export function failed(
  problem: Problem,
  how: { retry: boolean; counts?: boolean; halt?: boolean; later?: Later; failure?: string },
): Extract<StepResult, { end: 'failed' }> {
  const { retry, counts = true, halt = false, failure = '', later } = how;
  return { end: 'failed', problem, retry, counts, halt, failure, ...(later ? { later } : {}) };
}

const NOBODY: Seat = {
  parkedBy: undefined,
  waitedMs: 0,
  approve: async ({ why }) => ({ allow: false, why }),
  refused: async () => {},
  drifted: async () => {},
  leave: () => {},
};

/** A session's place at the build's desk; where there is none, all that no rule covers is refused. */
export function seatAt({ desk }: Build, lane: Lane, stop: (why: StopReason) => void): Seat {
  return desk?.seat(lane, stop) ?? NOBODY;
}
