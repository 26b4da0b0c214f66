import { locksHit, suspectsOf, type Evidence, type SuspectLane } from '../integrate/diagnosis.ts';
import type { LaneEnd } from '../integrate/fold-wave.ts';
import type { ParkedBy } from '../model/allowance.ts';
import { renamedText } from '../model/renamed.ts';
import type { StepOutputs } from '../model/record.ts';
import type { WaveRecord } from '../model/wave.ts';
import { failed, type Build, type Lane, type StepResult } from './run/build.ts';
import { rungOf } from './waves/rungs.ts';
import { wholeText } from './gates/gate-report.ts';
import type { Project } from './project/project.ts';
import { baseRed, tailOf, type SuiteRed } from './gates/suite.ts';

export type Red = Extract<SuiteRed, { kind: 'red' }>;
export type Stop = Exclude<SuiteRed, { kind: 'red' }>;

/** A gated lane, as it stands in line for the integrator. */
export interface Entry {
  readonly build: Build;
  readonly lane: Lane;
  readonly work: { readonly implement: StepOutputs['implement']; readonly gate: StepOutputs['gate'] };
}

/** What else a red suite may be about, and what finding it out took. */
export interface Around {
  readonly wave: WaveRecord;
  /** Files of the lane's work, of those that stood under it in the wave, and of what this run landed before. */
  readonly lanes: readonly SuspectLane[];
  readonly evidence: Evidence;
  /** Left out because of a question about their contract. */
  readonly halted: ReadonlyMap<string, ParkedBy>;
}

/** What the end of one lane's folding means for its step: a lane that stays out gets one screen that says why. */
export function stepResult({ build, lane }: Entry, end: LaneEnd<Red, Stop>, around: Around): StepResult<'integrate'> {
  const story = lane.story.id;
  switch (end.end) {
    case 'integrated':
      return { end: 'done', parts: { commit: end.commit }, output: { commit: end.commit } };
    case 'dropped': {
      const why = build.interrupted.aborted ? undefined : around.halted.get(story);
      return why ? { end: 'parked', why } : { end: 'interrupted' };
    }
    case 'conflict':
      return conflict({ build, lane }, end, around);
    case 'moved':
      return failed({ reason: 'integration-moved' }, { retry: false, counts: false });
    case 'stopped':
      return end.why.kind === 'interrupted' ? { end: 'interrupted' } : failed(end.why.problem, { retry: false, counts: false });
    case 'base-red':
      // Red without this lane too: then it is nobody's fault here, and no attempt is spent on it.
      return failed(baseRed(end.red.problem), { retry: false, counts: false, halt: true });
    case 'flaky': {
      const { gate, log } = end.red.problem;
      return failed({ reason: 'suite-flaky', story, gate, tail: tailOf(end.red.problem), log }, { retry: false, counts: false });
    }
    case 'red':
      return red(build, story, end, around);
  }
}

function conflict(
  { build, lane }: Pick<Entry, 'build' | 'lane'>,
  { paths, onto }: Extract<LaneEnd<Red, Stop>, { end: 'conflict' }>,
  { wave }: Around,
): StepResult<'integrate'> {
  const story = lane.story.id;
  const { renamed } = wave.clashes?.find((clash) => clash.story === story) ?? {};
  const names = renamed === undefined ? '' : ` Of these files, ${renamedText(renamed)}.`;
  return failed(
    { reason: 'merge-conflict', story, paths, onto, ...(renamed && { renamed }) },
    {
      retry: rungOf(build, lane) !== 'person',
      failure: `What others integrated meanwhile conflicts in: ${paths.join(', ')}.${names}`,
    },
  );
}

/** Those that need it, directly or through others. */
function dependentsOf({ stories }: Project, story: string): readonly string[] {
  const found = new Set([story]);
  for (const one of found) for (const { id, dependsOn } of stories) if (dependsOn.some((need) => need === one)) found.add(id);
  return [...found].slice(1);
}

function red(
  build: Build,
  story: string,
  end: Extract<LaneEnd<Red, Stop>, { end: 'red' }>,
  { wave, lanes, evidence }: Around,
): StepResult<'integrate'> {
  const { problem, failed: tests } = end.red;
  const { gate, log } = problem;
  const tail = tailOf(problem);
  const told = tests.length > 0 ? wholeText(tests) : tail;
  const { stories, landed, gates, durationMs } = wave;
  return failed(
    {
      reason: 'suite-red',
      story,
      gate,
      tail,
      log,
      dependents: dependentsOf(build.project, story),
      suspects: suspectsOf(told, lanes, evidence),
      locks: locksHit(told, build.project.adrs),
      wave: { stories: stories.length, place: end.place, landed: landed.length, gates, durationMs },
      ...(problem.reason === 'gate-red' && problem.failing ? { failing: problem.failing, failures: problem.failures ?? 0 } : {}),
    },
    {
      retry: true,
      failure: `Alone your work was green, but together with what others integrated gate ${gate} is red:\n\n${tail}`,
    },
  );
}
