import type { RadarLane } from '../../host/host.ts';
import { betweenStories, pairName, type ForeseenConflict } from '../../model/foreseen.ts';
import type { Tell, Told } from '../../model/event.ts';
import type { StepOutputs } from '../../model/record.ts';
import { ownerOf, subtaskLane } from '../../model/subtask-lane.ts';
import { storyState } from '../../record/fold.ts';
import type { Build } from '../run/build.ts';
import { intoOf } from '../lane/keep-work.ts';
import type { Line } from './waves.ts';

/** At least so long between two looks, and so many times as long as one takes. */
const PAUSE_MS = 1_000;
const SHARE = 20;
/** Not every agent tells what it does: so often it is looked for. */
const SILENT_MS = 10_000;

/**
 * Looks, while lanes are in flight, which of them would not merge with which, and tells each pair once per change. It looks when
 * an agent has told something, now and then, and at the end of every session. What it finds is a hint: it stops nobody.
 */
export class Radar {
  readonly #first: Build;
  readonly #line: Pick<Line, 'tip'>;
  /** By name: of stories, and of the subtasks of those that are in parts, whose conflicts are their story's. */
  readonly #lanes = new Map<string, RadarLane>();
  #known: readonly ForeseenConflict[] = [];
  /** Paths that were ever told of a lane in this run. */
  readonly #told = new Map<string, Set<string>>();
  #looking: Promise<void> | undefined;
  #waiting: AbortController | undefined;
  #silence: AbortController | undefined;
  #nextMs = -Infinity;

  constructor(first: Build, line: Pick<Line, 'tip'>) {
    this.#first = first;
    this.#line = line;
  }

  /** Pairs that would not merge, as last looked. */
  get conflicts(): readonly ForeseenConflict[] {
    return this.#known;
  }

  /** Was any of this told of the lane while it was in flight? */
  hadTold(story: string, paths: readonly string[]): boolean {
    return paths.some((path) => this.#told.get(story)?.has(path) === true);
  }

  /** A session begins in the lane's worktree. */
  open(story: string, { path, base, copied = [] }: StepOutputs['worktree']): void {
    // Those who share a checkout have no file in common.
    if (path === this.#first.checkout?.folder) return;
    this.#lanes.set(story, { name: story, worktree: path, base, leaveOut: copied, ...intoOf(this.#first) });
    this.#listen();
  }

  /** Its work is done. Comes back when it has been held against that of others who are done; those in session are looked at soon. */
  async done(story: string, { commit, base }: StepOutputs['implement']): Promise<void> {
    for (const name of this.#lanesOf(story)) this.#lanes.delete(name);
    this.#lanes.set(story, { name: story, commit, base });
    await this.#lookAt([...this.#lanes.values()].filter((lane) => 'commit' in lane));
    this.#stir();
  }

  /** It has landed, or failed, or was handed back: nothing of it is told any more. */
  close(story: string): void {
    for (const name of this.#lanesOf(story)) this.#lanes.delete(name);
    this.#known = this.#known.filter(({ stories }) => !stories.includes(story));
    if (this.#lanes.size < 2) this.rest();
  }

  /** Looks no more until something is told again. */
  rest(): void {
    for (const one of [this.#waiting, this.#silence]) one?.abort();
    this.#waiting = undefined;
    this.#silence = undefined;
  }

  /** What a lane tells goes through here: where it says that its agent did something, a look is due. */
  hearing(tell: Tell): Tell {
    return (told) => {
      tell(told);
      if (told.t === 'subtask') this.#heardPart(told);
      if (told.t === 'usage' || told.t === 'checkpoint') this.#stir();
    };
  }

  /** A subtask's session has begun, or its work is done. */
  #heardPart({ story, subtask, state }: Extract<Told, { t: 'subtask' }>): void {
    const name = subtaskLane(story, subtask);
    const { worktree, implement } = storyState(this.#first.project.store.state, name).steps;
    if (state === 'started' && worktree !== undefined) return this.open(name, worktree.output);
    if (state === 'done' && implement !== undefined) {
      const { commit, base } = implement.output;
      this.#lanes.set(name, { name, commit, base });
    } else this.#lanes.delete(name);
    this.#stir();
  }

  #lanesOf(story: string): readonly string[] {
    return [...this.#lanes.keys()].filter((name) => ownerOf(name).story === story);
  }

  #stir(): void {
    if (this.#waiting !== undefined || this.#looking !== undefined || this.#lanes.size < 2) return;
    const { clock } = this.#first.host;
    const waiting = new AbortController();
    this.#waiting = waiting;
    void clock.wait(Math.max(0, this.#nextMs - clock.monotonicMs()), waiting.signal).then(() => {
      if (waiting.signal.aborted) return;
      this.#waiting = undefined;
      return this.#look();
    });
  }

  /** Now and then, as long as two are in flight. */
  #listen(): void {
    if (this.#silence !== undefined || this.#lanes.size < 2) return;
    const silence = new AbortController();
    this.#silence = silence;
    void this.#first.host.clock.wait(SILENT_MS, silence.signal).then(() => {
      if (silence.signal.aborted) return;
      this.#silence = undefined;
      this.#stir();
      this.#listen();
    });
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    const { clock } = this.#first.host;
    const begun = clock.monotonicMs();
    await this.#lookAt([...this.#lanes.values()]);
    const now = clock.monotonicMs();
    this.#nextMs = now + Math.max(PAUSE_MS, SHARE * (now - begun));
  }

  async #lookAt(lanes: readonly RadarLane[]): Promise<void> {
    const { host, project } = this.#first;
    const ask = { lanes: lanes.toSorted((a, b) => (a.name < b.name ? -1 : 1)), onto: this.#line.tip };
    // An agent may be in the middle of a write, or have broken its worktree: the next look will tell.
    const found = await host.git.foretell(project.repository.top, ask).catch(() => undefined);
    if (found === undefined) return;
    const asked = new Map(lanes.map((lane) => [lane.name, lane]));
    const isSeen = (name: string): boolean => asked.has(name) && asked.get(name) === this.#lanes.get(name);
    // Of a lane that went on meanwhile another look tells.
    const wasSeen = ({ stories }: ForeseenConflict): boolean =>
      stories.every((story) => {
        const own = this.#lanesOf(story);
        return own.length > 0 && own.every(isSeen);
      });
    await this.#tell(betweenStories(found).filter(wasSeen), wasSeen);
  }

  /** `wasSeen` tells the pairs that the look was at; of others, what was known stands. */
  async #tell(found: readonly ForeseenConflict[], wasSeen: (pair: ForeseenConflict) => boolean): Promise<void> {
    const before = new Map(this.#known.map((one) => [pairName(one), one]));
    const after = new Set(found.map(pairName));
    const changed = found.filter((one) => before.get(pairName(one))?.paths.join('\0') !== one.paths.join('\0'));
    const gone = this.#known.filter((one) => wasSeen(one) && !after.has(pairName(one)));
    const over = gone.map(({ stories }) => ({ stories, paths: [] }));
    this.#known = [...this.#known.filter((one) => !wasSeen(one)), ...found];
    const { host, project, run, tell } = this.#first;
    for (const { stories, paths } of changed)
      for (const story of stories) this.#told.set(story, new Set([...(this.#told.get(story) ?? []), ...paths]));
    for (const one of [...changed, ...over]) {
      tell({ t: 'radar', ...one });
      await project.store.append({ t: 'radar', at: host.clock.now(), run, ...one }).catch(() => undefined);
    }
  }
}
