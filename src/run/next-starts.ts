import { shortOf, takeAll } from './funds.ts';
import { isRunning, type Progress, type Schedule, type Start } from './schedule.ts';
import type { Job } from '../model/job.ts';
import type { Step } from '../model/target.ts';

export type WaitsFor =
  { readonly for: 'story' | 'files' | 'budget' | 'model' | 'session'; readonly on: string } | { readonly for: 'agent' | 'gate' };

/** The pool each step runs in. Gated lanes stand in the integrator's own line, which takes them in waves. */
const POOL: { readonly [S in Step]: 'none' | 'agent' | 'gate' } = {
  'budget-check': 'none',
  worktree: 'agent',
  implement: 'agent',
  gate: 'gate',
  integrate: 'none',
};

/**
 * What to start now, in order: lanes under way before new ones, the heaviest chain first (the integrator: order of
 * integration), then priority, then id; who is guessed to meet a lane under way stands behind the others. Deterministic: where
 * there is not enough for all, a lane waits for a heavier one that is still being measured, so that it does not matter whose
 * measuring ends first.
 */
export function startable(schedule: Schedule): readonly Start[] {
  return nextUp(schedule).starts;
}

/** What each waiting story's next step waits for, where it cannot start now. */
export function waits(schedule: Schedule): ReadonlyMap<string, WaitsFor> {
  return nextUp(schedule).waits;
}

/** Both from one look at all of them. */
export function nextUp(schedule: Schedule): { readonly starts: readonly Start[]; readonly waits: ReadonlyMap<string, WaitsFor> } {
  const view = viewOf(schedule);
  const starts: Start[] = [];
  const waiting = new Map<string, WaitsFor>();
  const line = [...schedule.jobs.values()].sort(byWeight);
  const behind = new Set<Progress>();
  for (const progress of line) {
    const { job, left, state } = progress;
    if (!behind.has(progress) && mayMeetOne(schedule, progress, view)) {
      // Once more at the end of the line, which this lengthens.
      behind.add(progress);
      line.push(progress);
      continue;
    }
    const on = state === 'waiting' ? blocked(schedule, progress, view) : undefined;
    if (isMeasured(progress)) reserve(schedule, progress, view);
    if (on) waiting.set(job.story, on);
    if (standsInLine(progress, on)) view.inLine += 1;
    if (on || state !== 'waiting' || isBarred(schedule, progress)) continue;
    starts.push({ story: job.story, step: left[0]! });
    take(progress, view);
  }
  return { starts, waits: waiting };
}

/** For the lane of a story that is being measured: what it will take, if it could have it now. */
function reserve(schedule: Schedule, progress: Progress, view: View): void {
  const next = { ...progress, left: progress.left.slice(1) };
  // Who stands in line now need not do so by then.
  const then = { ...view, inLine: 0 };
  if (next.left[0] === 'worktree' && !isBarred(schedule, next) && blocked(schedule, next, then) === undefined) take(next, view);
}

function take(progress: Progress, view: View): void {
  const step = progress.left[0]!;
  view.busy[POOL[step]] += 1;
  if (POOL[step] === 'agent') count(view.models, progress.job);
  if (POOL[step] === 'agent') takeTurn(view.turns, progress.job);
  if (isPaid(progress)) takeAll(view.left, progress.job);
  if (step !== 'budget-check' && !progress.holds) view.holders.push(progress.job.story);
}

/** A new lane that is guessed to meet one under way. */
function mayMeetOne({ limits: { mayMeet } }: Schedule, { job, left, holds, state }: Progress, view: View): boolean {
  if (mayMeet === undefined || holds || state !== 'waiting' || left[0] === 'budget-check') return false;
  return view.holders.some((other) => mayMeet(job.story, other));
}

function isBarred(schedule: Schedule, progress: Progress): boolean {
  return schedule.stopped === 'all' || (schedule.stopped === 'new-lanes' && !progress.holds);
}

/** What the rules below look at, gathered once. */
interface View {
  readonly busy: Record<(typeof POOL)[Step], number>;
  /** Lanes past their session that nothing keeps from landing but the machine. */
  inLine: number;
  /** Lanes at their agents, by model. */
  readonly models: Map<string, number>;
  readonly holders: string[];
  /** Whose turn it is in each session that several share. */
  readonly turns: Map<string, string>;
  /** Whose files nobody may take but those who have work standing themselves. */
  readonly standing: readonly string[];
  readonly left: Map<string, number>;
  readonly isRunning: boolean;
  /** Lanes that are brought together with what stands; there is hardly ever one. */
  readonly rebased: readonly Progress[];
}

function viewOf(schedule: Schedule): View {
  const busy = { none: 0, agent: 0, gate: 0 };
  const holders: string[] = [];
  const turns = new Map<string, string>();
  const models = new Map<string, number>();
  for (const { job, left, state, holds } of schedule.jobs.values()) {
    if (state === 'running') busy[POOL[left[0]!]] += 1;
    if (state === 'running' && POOL[left[0]!] === 'agent') count(models, job);
    if (holds) holders.push(job.story);
    // Also between its worktree and its session.
    if (POOL[left[0] ?? 'integrate'] === 'agent' && (state === 'running' || (holds && state === 'waiting'))) takeTurn(turns, job);
  }
  const standing = [...(schedule.limits.standing ?? [])].filter((story) => isKept(schedule, story));
  const rebased = [...schedule.jobs.values()].filter(({ rebases }) => rebases === true);
  return {
    busy,
    inLine: 0,
    models,
    holders,
    turns,
    standing,
    left: new Map(schedule.left),
    isRunning: isRunning(schedule),
    rebased,
  };
}

/** Its session is over, and nothing keeps it from landing but the machine. Such lanes stand before all that are yet to begin. */
function standsInLine({ left, holds, state }: Progress, on: WaitsFor | undefined): boolean {
  const isPast = holds && (left[0] === 'gate' || left[0] === 'integrate');
  return isPast && (state === 'running' || on === undefined || on.for === 'gate');
}

/** A new lane, and enough of them under way. */
function isHeldBack({ limits }: Schedule, { left, holds }: Progress, view: View): boolean {
  return left[0] === 'worktree' && !holds && view.inLine >= (limits.inLine ?? Infinity);
}

function count(models: Map<string, number>, { model }: Job): void {
  if (model !== undefined) models.set(model, (models.get(model) ?? 0) + 1);
}

function takeTurn(turns: Map<string, string>, { story, shares }: Job): void {
  if (shares !== undefined) turns.set(sessionOf(shares), story);
}

function sessionOf(shares: readonly string[]): string {
  return shares.join(' ');
}

/** A lane that waits for another story may have to wait for the very one it would keep out. */
function isKept(schedule: Schedule, story: string): boolean {
  const progress = schedule.jobs.get(story);
  if (progress === undefined) return true;
  return progress.state === 'waiting' && progress.job.dependsOn.every((need) => schedule.integrated.has(need));
}

/** Being measured, or about to be. */
function isMeasured({ left, state }: Progress): boolean {
  return left[0] === 'budget-check' && (state === 'running' || state === 'waiting');
}

/** The next step is the first of those that end with a session. */
function isPaid({ left }: Progress): boolean {
  return left[0] === 'worktree' && left.includes('implement');
}

/** Has a session to come, or a step that sends the lane back to one where it is red. */
export function mayBePaid({ steps }: Job): boolean {
  return steps.some((step) => step === 'implement' || step === 'gate' || step === 'integrate');
}

function blocked(schedule: Schedule, progress: Progress, view: View): WaitsFor | undefined {
  const { job, left, holds } = progress;
  if (left[0] === 'budget-check') return undefined;
  const unmet = job.dependsOn.find((need) => !schedule.integrated.has(need));
  if (unmet !== undefined) return { for: 'story', on: unmet };
  const owner = holds ? undefined : ownerOf(schedule, job.story, view);
  if (owner !== undefined) return { for: 'files', on: owner };
  const rebased = rebasedFirst(schedule, progress, view);
  if (rebased !== undefined) return { for: 'files', on: rebased };
  const turn = othersTurn(progress, view);
  if (turn !== undefined) return { for: 'session', on: turn };
  return isHeldBack(schedule, progress, view) ? { for: 'gate' } : blockedByPool(schedule, progress, view);
}

/** Who keeps it from its files. */
function ownerOf({ limits }: Schedule, story: string, { holders, standing }: View): string | undefined {
  const isKeptFrom = (other: string): boolean => limits.clash(story, other);
  return holders.find(isKeptFrom) ?? (limits.standing?.has(story) === true ? undefined : standing.find(isKeptFrom));
}

/** Who has the turn in the session that it shares, where that is another. */
function othersTurn({ job, left }: Progress, view: View): string | undefined {
  const turn = POOL[left[0]!] === 'agent' && job.shares ? view.turns.get(sessionOf(job.shares)) : undefined;
  return turn === job.story ? undefined : turn;
}

/**
 * A lane that is being brought together with what stands: nobody on its files lands meanwhile, or begins on ground that is about to
 * change. One that cannot go on itself keeps nobody waiting, once nothing runs.
 */
function rebasedFirst(schedule: Schedule, { job, left, rebases }: Progress, view: View): string | undefined {
  const { shares } = schedule.limits;
  if (shares === undefined || rebases === true || (left[0] !== 'worktree' && left[0] !== 'integrate')) return undefined;
  const goesOn = (other: Progress): boolean =>
    other.state === 'running' ||
    (other.state === 'waiting' &&
      (view.isRunning || (!isBarred(schedule, other) && blocked(schedule, other, view) === undefined)));
  return view.rebased.find((other) => goesOn(other) && shares(job.story, other.job.story))?.job.story;
}

/** Room for the step, and what its session would take. */
function blockedByPool(schedule: Schedule, progress: Progress, view: View): WaitsFor | undefined {
  const pool = POOL[progress.left[0]!];
  if (pool === 'none') return undefined;
  const size = pool === 'agent' ? schedule.limits.agents : schedule.limits.gates;
  if (view.busy[pool] >= size) return { for: pool };
  const { model } = progress.job;
  const most = pool === 'agent' && model !== undefined ? schedule.limits.perModel?.get(model) : undefined;
  if (most !== undefined && (view.models.get(model!) ?? 0) >= most) return { for: 'model', on: model! };
  const short = isPaid(progress) ? shortOf(view.left, progress.job) : undefined;
  return short === undefined ? undefined : { for: 'budget', on: short };
}

function byWeight(a: Progress, b: Progress): number {
  const [aLands, bLands] = [a.left[0] === 'integrate', b.left[0] === 'integrate'];
  if (aLands !== bLands) return aLands ? -1 : 1;
  if (aLands) return a.job.place - b.job.place;
  if (a.holds !== b.holds) return a.holds ? -1 : 1;
  return b.job.pathTokens - a.job.pathTokens || a.job.priority - b.job.priority || (a.job.story < b.job.story ? -1 : 1);
}
