import { alarmOf } from './alarm-note.ts';
import type { Note } from './note.ts';
import type { AnnouncedStory } from '../model/announced-story.ts';
import type { Event, RunSummary, SunkLane } from '../model/event.ts';
import type { ForeseenConflict } from '../model/foreseen.ts';
import type { Finding } from '../model/problem.ts';
import type { BudgetStanding, Question } from '../model/allowance.ts';
import { NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { Step } from '../model/target.ts';
import { inSession } from './subtask-text.ts';
import { isOfWave, waveAfter, type WaveView } from './wave-view.ts';

export type LaneStatus = 'waiting' | 'running' | 'judged' | 'integrated' | 'failed' | 'needs-you';

/** One story's line on the screen. */
export interface LaneView {
  readonly story: AnnouncedStory;
  readonly status: LaneStatus;
  readonly step?: Step;
  readonly attempt: number;
  readonly contextTokens: number;
  readonly spend?: TokenSplit;
  /** When its first target started, and when it came to rest; ms since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Who has its turn, where a config names roles; of the last session, where that is over. */
  readonly role?: string;
  /** Those of its subtasks that are in session. */
  readonly subtasks?: readonly string[];
  /** Why it stands as it does: what it waits for, what failed, what is wanted. */
  readonly note?: Note;
}

/** Everything the live view draws: a fold of the event stream, nothing else. */
export interface View {
  readonly lanes: ReadonlyMap<string, LaneView>;
  readonly base: string;
  readonly baseCommit: string;
  readonly jobs: number;
  readonly startedAt: number;
  readonly autonomous?: boolean;
  readonly problems: readonly Finding[];
  readonly stopping: number;
  /** The run's meter: what its sessions told, those that told nothing, and every budget. */
  readonly meter: { readonly spend: TokenSplit; readonly unknown: number; readonly budgets: readonly BudgetStanding[] };
  /** What a person is being asked. */
  readonly asked?: Question;
  readonly summary?: RunSummary;
  readonly wave?: WaveView;
}

export const EMPTY_VIEW: View = {
  lanes: new Map(),
  base: '',
  baseCommit: '',
  jobs: 0,
  startedAt: 0,
  problems: [],
  stopping: 0,
  meter: { spend: NO_TOKENS, unknown: 0, budgets: [] },
};

/** The view after one more event. */
export function nextView(view: View, event: Event): View {
  if (isUnseen(event)) return view;
  if (isLaneEvent(event)) return withLane(view, event);
  if (isOfWave(event)) return { ...view, wave: waveAfter(event) };
  if (isOfLanes(event)) return { ...view, lanes: lanesAfter(view.lanes, event) };
  switch (event.t) {
    case 'run-started': {
      const lanes = event.stories.map((story): [string, LaneView] => [
        story.id,
        { story, status: 'waiting', attempt: 1, contextTokens: 0 },
      ]);
      return {
        ...view,
        lanes: new Map(lanes),
        base: event.base,
        baseCommit: event.baseCommit,
        jobs: event.jobs,
        startedAt: event.at,
        autonomous: event.autonomous === true,
      };
    }
    case 'problem':
      return { ...view, problems: [...view.problems, event.finding] };
    case 'spend':
      return { ...view, meter: { spend: event.spend, unknown: event.unknown, budgets: event.budgets } };
    case 'asked':
      return { ...view, asked: event.question };
    case 'answered': {
      const { asked: _answered, ...rest } = view;
      return rest;
    }
    case 'stopping':
      return { ...view, stopping: event.times };
    case 'run-ended':
      return { ...view, summary: event.summary };
  }
}

type OfLanes = Extract<Event, { t: 'radar' | 'replanned' | 'sunk' }>;

function isOfLanes(event: Event): event is OfLanes {
  return event.t === 'radar' || event.t === 'replanned' || event.t === 'sunk';
}

function lanesAfter(lanes: View['lanes'], event: OfLanes): View['lanes'] {
  if (event.t === 'radar') return foreseen(lanes, event);
  return event.t === 'sunk' ? event.lanes.reduce(sunk, lanes) : replanned(lanes, event.stories);
}

/** What has begun stays in sight; what only waited is gone where it is not wanted any more. */
function replanned(lanes: View['lanes'], stories: readonly AnnouncedStory[]): View['lanes'] {
  const begun = [...lanes].filter(([, lane]) => lane.status !== 'waiting');
  return new Map([...begun, ...stories.map((story) => [story.id, again(story, lanes.get(story.id))] as const)]);
}

/** A story that is to be done again starts with a clean line; all others stay as they are. */
function again(story: AnnouncedStory, before: LaneView | undefined): LaneView {
  if (before === undefined || before.status === 'integrated' || before.status === 'failed')
    return { story, status: 'waiting', attempt: 1, contextTokens: 0 };
  return { ...before, story };
}

/** Each of the two has the other in its note, unless something more urgent stands there. */
function foreseen(lanes: View['lanes'], { stories: [a, b], paths }: ForeseenConflict): View['lanes'] {
  const next = new Map(lanes);
  for (const [story, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const lane = lanes.get(story);
    if (lane === undefined || (lane.note !== undefined && lane.note.kind !== 'foreseen')) continue;
    if (paths.length > 0) next.set(story, { ...lane, note: { kind: 'foreseen', with: other, paths } });
    else if (lane.note?.with === other) next.set(story, without(lane));
  }
  return next;
}

function sunk(lanes: View['lanes'], { story, tokens }: SunkLane): View['lanes'] {
  const lane = lanes.get(story);
  if (lane?.note?.kind !== 'cancelled' || tokens === undefined) return lanes;
  return new Map(lanes).set(story, { ...lane, note: { ...lane.note, sunkTokens: tokens } });
}

type Unseen = Extract<
  Event,
  { t: 'checkpoint' | 'decided' | 'ended' | 'role' | 'budget' | 'base-merged' | 'watching' | 'edited' }
>;

function isUnseen(event: Event): event is Unseen {
  return ['checkpoint', 'decided', 'ended', 'role', 'budget', 'base-merged', 'watching', 'edited'].includes(event.t);
}

function withLane(view: View, event: LaneEvent): View {
  const lane = view.lanes.get(event.story);
  return lane ? { ...view, lanes: new Map(view.lanes).set(event.story, laneAfter(lane, event)) } : view;
}

type LaneEvent = Exclude<Extract<Event, { story: string }>, { t: 'checkpoint' | 'decided' | 'ended' | 'role' }>;

function isLaneEvent(event: Event): event is LaneEvent {
  return 'story' in event && !isUnseen(event);
}

function laneAfter(lane: LaneView, event: LaneEvent): LaneView {
  if (event.t === 'paused') {
    const { cause, until, at } = event;
    return { ...lane, status: 'waiting', note: { kind: 'paused', cause, until, at } };
  }
  if (event.t === 'subtask') return { ...lane, subtasks: inSession(lane.subtasks, event) };
  return event.t === 'inbox-opened' || event.t === 'inbox-answered' ? asking(lane, event) : nextLane(lane, event);
}

function nextLane(
  lane: LaneView,
  event: Exclude<LaneEvent, { t: 'paused' | 'subtask' | 'inbox-opened' | 'inbox-answered' }>,
): LaneView {
  switch (event.t) {
    case 'started':
      return started(lane, event);
    case 'usage':
      return { ...lane, contextTokens: event.contextTokens, spend: event.spend };
    case 'alarm':
      return { ...lane, note: alarmOf(event) };
    case 'drift':
      return { ...lane, note: { kind: 'drift', adr: event.adr, note: event.note } };
    case 'waiting':
      return { ...lane, status: 'waiting', note: waits(event) };
    case 'stale-in-flight':
      return { ...lane, status: 'waiting', note: { kind: 'cancelled', event } };
    case 'retrying':
      return { ...lane, attempt: event.attempt, note: { kind: 'finding', finding: event.finding } };
    case 'integrated':
      return { ...without(lane), status: 'integrated', until: event.at };
    case 'failed':
      return { ...lane, status: 'failed', until: event.at, note: { kind: 'finding', finding: event.finding } };
    case 'parked':
      return { ...lane, status: 'needs-you', until: event.at, note: { kind: 'parked', why: event.why } };
    case 'held':
      return { ...lane, status: 'needs-you', note: held(event) };
  }
}

/** A session that is held open for an answer needs somebody until there is one. */
function asking(lane: LaneView, event: Extract<Event, { t: 'inbox-opened' | 'inbox-answered' }>): LaneView {
  if (event.t === 'inbox-opened')
    return { ...lane, status: event.until === undefined ? lane.status : 'needs-you', note: { kind: 'asks', event } };
  if (lane.note?.kind !== 'asks' || lane.note.event.item !== event.item) return lane;
  return { ...without(lane), status: lane.step === undefined ? 'waiting' : 'running' };
}

function waits({ t: _t, at: _at, story: _story, shortfall, ...wait }: Extract<Event, { t: 'waiting' }>): Note {
  return shortfall ? { kind: 'short', shortfall } : { kind: 'waits', ...wait };
}

function held(event: Extract<Event, { t: 'held' }>): Note {
  return event.finding ? { kind: 'finding', finding: event.finding } : { kind: 'held', decision: event.decision };
}

/** Measuring is not running: a story's clock starts with its worktree, and one that is held stays held while it is measured. */
function started(lane: LaneView, event: Extract<Event, { t: 'started' }>): LaneView {
  if (event.step === 'budget-check') return lane;
  const judged = event.step === 'gate' || event.step === 'integrate';
  const kind = lane.note?.kind;
  const over = kind === 'waits' || kind === 'short' || (kind === 'paused' && event.step === 'implement');
  const note = over ? without(lane) : lane;
  return {
    ...note,
    status: judged ? 'judged' : 'running',
    step: event.step,
    attempt: event.attempt,
    ...(event.role === undefined ? {} : { role: event.role }),
    since: lane.since ?? event.at,
  };
}

function without(lane: LaneView): LaneView {
  const { note: _gone, ...rest } = lane;
  return rest;
}
