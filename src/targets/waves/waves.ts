import type { Merger } from '../../host/host.ts';
import { NO_EVIDENCE } from '../../integrate/diagnosis.ts';
import { foldWave, type Folded } from '../../integrate/fold-wave.ts';
import type { Judge, Verdict } from '../../integrate/find-fault.ts';
import { mergeMessage } from '../../integrate/message.ts';
import type { ParkedBy } from '../../model/allowance.ts';
import type { ForeseenConflict } from '../../model/foreseen.ts';
import type { WaveRecord } from '../../model/wave.ts';
import { adrRank, integrationOrder } from '../../plan/order.ts';
import { waveOrder } from '../../plan/wave-order.ts';
import { failed, type Build, type StepResult } from '../run/build.ts';
import { aidsOf, clashesOf } from './clashes.ts';
import { Comers } from './comers.ts';
import { graded } from '../choose/check-project.ts';
import { testScript } from '../project/detect.ts';
import { evidenceOf, type Lines } from './evidence.ts';
import { stepResult, type Around, type Entry, type Red, type Stop } from '../integrate.ts';
import { landingOf } from './landing.ts';
import { integrationCheckedOut } from '../choose/readiness.ts';
import { settle } from './settle.ts';
import type { Ground } from '../gates/known-tests.ts';
import { groundOf } from './ground.ts';
import { suiteAgain, suiteOf, type SuiteVerdict } from '../gates/suite.ts';
import { waveSize } from './wave-size.ts';

/** The integration branch as this run moves it. */
export interface Line {
  /** Where this run left the branch last. */
  tip: string;
  /** What of this run is integrated already: the lanes a red suite may also be about. */
  readonly landed: Lines[];
}

/** What the radar knows of lanes in flight. */
interface Sight {
  readonly conflicts: readonly ForeseenConflict[];
  hadTold(story: string, paths: readonly string[]): boolean;
}

interface Waiting extends Entry {
  readonly end: (result: StepResult<'integrate'>) => void;
  readonly fail: (error: unknown) => void;
}

/** The integrator of one run: lanes stand in line, and a wave takes those that are there when it is free, up to its size. */
export class Waves {
  readonly #first: Build;
  readonly #line: Line;
  readonly #radar: Sight;
  readonly #waiting: Waiting[] = [];
  #isFolding = false;
  readonly coming: Comers = new Comers();

  constructor(first: Build, line: Line, radar: Sight) {
    this.#first = first;
    this.#line = line;
    this.#radar = radar;
  }

  /** Folds the gated lane into the integration branch, in a wave with whoever stands in line with it. */
  enter(entry: Entry): Promise<StepResult<'integrate'>> {
    return new Promise((resolve, reject) => {
      const waiting = { ...entry, end: resolve, fail: reject };
      this.#waiting.push(waiting);
      this.coming.came(entry.lane.story.id);
      entry.build.interrupted.addEventListener('abort', () => this.#leave(waiting), { once: true });
      if (!this.#isFolding) void this.#foldAll();
    });
  }

  /** Out of the line; once its wave is under way, that leaves it out of what lands. */
  #leave(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    waiting.end({ end: 'interrupted' });
  }

  async #foldAll(): Promise<void> {
    this.#isFolding = true;
    while (this.#waiting.length > 0) {
      const { files } = this.#first.host;
      const script = await testScript(files, this.#first.project.repository.top).catch(() => undefined);
      const most = waveSize(this.#first.project, script);
      await this.coming.all(() => this.#waiting.length >= most);
      const wave = this.#nextWave(script);
      try {
        await this.#fold(wave);
      } catch (error) {
        for (const { fail } of wave) fail(error);
      }
    }
    this.#isFolding = false;
  }

  /** In the order of integration; of those with equal ADRs, whoever would not merge with several comes after those. */
  #nextWave(script: string | undefined): readonly Waiting[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    const { project } = first.build;
    const order = integrationOrder(project.stories, project.adrs);
    const places = new Map(order.map((story, place) => [story, place]));
    const placeOf = ({ lane }: Waiting): number => places.get(lane.story.id) ?? Infinity;
    this.#waiting.sort((a, b) => placeOf(a) - placeOf(b));
    const wave = this.#waiting.splice(0, waveSize(project, script));
    const conflicts = this.#radar.conflicts.map(({ stories }) => stories);
    const names = waveOrder(
      wave.map(({ lane }) => lane.story.id),
      adrRank(project.stories, project.adrs),
      conflicts,
    );
    return wave.toSorted((a, b) => names.indexOf(a.lane.story.id) - names.indexOf(b.lane.story.id));
  }

  async #fold(wave: readonly Waiting[]): Promise<void> {
    if (wave.length === 0) return;
    const build: Build = { ...wave[0]!.build, interrupted: this.#first.interrupted };
    const { host, project } = build;
    const stands = await integrationCheckedOut(host, project);
    if (stands) return wave.forEach(({ end }) => end(failed(stands, { retry: false, counts: false })));
    await putBack(build, this.#line);
    const begun = host.clock.monotonicMs();
    const merger = host.merger(project.repository.top);
    if (wave.length > 1) build.tell({ t: 'wave-begun', stories: wave.map(({ lane }) => lane.story.id) });
    const counted = countingJudge(build, groundOf(this.#line.tip, wave));
    const halted = new Map<string, ParkedBy>();
    const unwanted = (story: string): boolean => {
      const { build: own, lane } = wave.find((one) => one.lane.story.id === story)!;
      const why = own.desk?.halted(lane);
      if (why) halted.set(story, why);
      return own.interrupted.aborted || halted.has(story);
    };
    const folded = await foldWave(
      merger,
      {
        ref: project.integration.ref,
        tip: this.#line.tip,
        members: wave.map((entry) => memberOf(entry)),
        everyCommit: project.config.integrate.everyCommit,
        flaky: project.config.integrate.flaky,
        isWanted: (story) => !unwanted(story),
        aids: aidsOf(project),
      },
      counted.judge,
    );
    this.#line.tip = folded.tip;
    const clashes = await clashesOf(build, wave, folded, (story, paths) => this.#radar.hadTold(story, paths)).catch(() => []);
    const record = recordOf(wave, folded, {
      gates: counted.gates(),
      durationMs: Math.round(host.clock.monotonicMs() - begun),
      ...(clashes.length > 0 ? { clashes } : {}),
    });
    await this.#conclude(merger, wave, { folded, record, halted });
  }

  /** What landed first: whatever breaks after that, the branch has moved. */
  async #conclude(
    merger: Merger,
    wave: readonly Waiting[],
    { folded, record, halted }: { readonly folded: Folded<Red, Stop>; readonly record: WaveRecord } & Pick<Around, 'halted'>,
  ): Promise<void> {
    const { host, project, run, tell } = this.#first;
    for (const { build, lane } of wave) {
      const end = folded.ends.get(lane.story.id)!;
      if (end.end === 'integrated')
        await settle(build, { story: lane.story.id, key: lane.key, commit: end.commit, parts: lane.what });
    }
    if (record.gates > 0 || record.stories.length > 1 || record.clashes !== undefined) {
      await project.store.append({ t: 'wave', at: host.clock.now(), run, ...record });
      tell({ t: 'wave', ...record });
    }
    const lines = new Map<string, Omit<Lines, 'story'>>();
    const touched = await Promise.all(wave.map(({ work }) => merger.changedPaths(work.implement.base, work.implement.commit)));
    for (const [at, { lane, work }] of wave.entries())
      lines.set(lane.story.id, { commit: work.implement.commit, paths: touched[at]! });
    for (const entry of wave) {
      const end = folded.ends.get(entry.lane.story.id)!;
      const beside = end.end === 'red' ? [entry.lane.story.id, ...end.before] : [];
      const lanes = [...beside.map((story) => ({ story, ...lines.get(story)! })), ...this.#line.landed];
      const evidence =
        end.end === 'red' ? await evidenceOf(this.#first, merger, end.red, lanes).catch(() => NO_EVIDENCE) : NO_EVIDENCE;
      entry.end(stepResult(entry, end, { wave: record, lanes, evidence, halted }));
    }
  }
}

function memberOf({ build, lane, work }: Entry): Parameters<typeof foldWave>[1]['members'][number] {
  const message = mergeMessage(landingOf(build, lane, work.gate));
  return { story: lane.story.id, lane: work.implement.commit, laneBase: work.implement.base, message };
}

function recordOf(
  wave: readonly Entry[],
  { ends, flakes }: Folded<Red, Stop>,
  cost: Pick<WaveRecord, 'gates' | 'durationMs' | 'clashes'>,
): WaveRecord {
  const stories = wave.map(({ lane }) => lane.story.id);
  const ended = (how: string): readonly string[] => stories.filter((story) => ends.get(story)!.end === how);
  return { stories, landed: ended('integrated'), ejected: ended('red'), conflicts: ended('conflict'), flakes, ...cost };
}

/** The suite as the integrator asks for it, and what it ran of it, in full suites: a run of some tests counts by its time. */
function countingJudge(build: Build, ground: Ground): { readonly judge: Judge<Red, Stop>; gates(): number } {
  const [whole, part]: [number[], number[]] = [[], []];
  const again = suiteAgain(build, ground);
  const suite = suiteOf(build, ground);
  const judge: Judge<Red, Stop> = {
    async suite(commit, tree) {
      const verdict = await suite(commit, tree ?? (await build.host.git.treeOf(build.project.repository.top, commit)));
      if (verdict.ranMs > 0) whole.push(verdict.ranMs);
      return heard(verdict);
    },
    async again(red, commit, tree) {
      const verdict = await again(red, commit, tree ?? (await build.host.git.treeOf(build.project.repository.top, commit)));
      if (verdict.ranMs > 0) (verdict.narrow ? part : whole).push(verdict.ranMs);
      return heard(verdict);
    },
  };
  return {
    judge,
    gates() {
      const [all, some] = [whole, part].map((runs) => runs.reduce((sum, ms) => sum + ms, 0)) as [number, number];
      return whole.length === 0 ? 0 : whole.length + Math.round((100 * some * whole.length) / all) / 100;
    },
  };
}

function heard(verdict: SuiteVerdict): Verdict<Red, Stop> {
  if (verdict.green) return { end: 'green' };
  return verdict.red.kind === 'red' ? { end: 'red', red: verdict.red } : { end: 'stopped', why: verdict.red };
}

/**
 * Whatever stands on the branch has passed the gate as that tree. A move that this run did not make (an agent can move
 * any ref) is undone before anything is merged on top of it; what stood there is kept, and told.
 */
async function putBack({ host, project, tell }: Build, line: Line): Promise<void> {
  const { top } = project.repository;
  const { ref } = project.integration;
  const merger = host.merger(top);
  const now = await host.git.commitOf(top, ref);
  if (now === line.tip) return;
  const kept = `refs/xpar/backup/integration/${host.clock.now()}`;
  if (now !== undefined) await merger.updateRef(kept, now, undefined);
  await merger.updateRef(ref, line.tip, now);
  tell({ t: 'problem', finding: graded({ reason: 'integration-moved', ...(now === undefined ? {} : { kept }) }) });
}
