import { locksHit, suspectsOf } from '../integrate/diagnosis.ts';
import { integrateLane } from '../integrate/integrate-lane.ts';
import { mergeMessage, type Landing } from '../integrate/message.ts';
import type { Problem } from '../model/problem.ts';
import { addTokens } from '../model/budget.ts';
import type { StepOutputs } from '../model/record.ts';
import { failed, type Build, type Lane, type StepResult } from './build.ts';
import { graded } from './check-project.ts';
import { integrationCheckedOut } from './readiness.ts';
import { settle } from './settle.ts';
import { baseRed, suiteOf, tailOf, type SuiteRed } from './suite.ts';

/** The integration branch as this run moves it. */
export interface Line {
  /** Where this run left the branch last. */
  tip: string;
  /** What of this run is integrated already: the lanes a red suite may also be about. */
  readonly landed: { readonly story: string; readonly paths: readonly string[] }[];
}

/** Folds the gated lane into the integration branch; on a conflict or a red suite it stays out, with one screen that says why. */
export async function integrate(
  build: Build,
  lane: Lane,
  work: { implement: StepOutputs['implement']; gate: StepOutputs['gate'] },
  line: Line,
): Promise<StepResult<'integrate'>> {
  const { host, project } = build;
  const { top } = project.repository;
  const { ref } = project.integration;
  const merger = host.merger(top);
  const suite = suiteOf(build);
  const candidate = {
    ref,
    lane: work.implement.commit,
    laneBase: work.implement.base,
    message: mergeMessage(landingOf(build, lane, work.gate)),
  };
  const stands = await integrationCheckedOut(host, project);
  if (stands) return failed(stands, { retry: false, counts: false });
  await putBack(build, line);
  const { tip } = line;
  const outcome = await integrateLane(merger, candidate, tip, suite);
  switch (outcome.end) {
    case 'integrated':
      line.tip = outcome.commit;
      await settle(build, { story: lane.story.id, key: lane.key, commit: outcome.commit, parts: lane.what });
      return { end: 'done', parts: { commit: outcome.commit }, output: { commit: outcome.commit } };
    case 'conflict':
      return failed(
        { reason: 'merge-conflict', story: lane.story.id, paths: outcome.paths, onto: outcome.onto },
        {
          retry: true,
          failure: `What others integrated meanwhile conflicts in: ${outcome.paths.join(', ')}. Your checkout now starts from their work: implement the card on top of it.`,
        },
      );
    case 'moved':
      return failed({ reason: 'integration-moved' }, { retry: false, counts: false });
    case 'red':
      return red(build, lane, outcome.red, {
        tip,
        landed: line.landed,
        paths: await merger.changedPaths(work.implement.base, work.implement.commit),
      });
  }
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

async function red(
  build: Build,
  lane: Lane,
  found: SuiteRed,
  at: { tip: string; landed: Line['landed']; paths: readonly string[] },
): Promise<StepResult<'integrate'>> {
  if (found.kind === 'interrupted') return { end: 'interrupted' };
  if (found.kind === 'setup') return failed(found.problem, { retry: false, counts: false });
  // Red without this lane too: then it is nobody's fault here, and no attempt is spent on it.
  const before = await suiteOf(build)(at.tip, await build.host.git.treeOf(build.project.repository.top, at.tip));
  if (build.interrupted.aborted) return { end: 'interrupted' };
  if (!before.green && before.red.kind === 'red')
    return failed(baseRed(before.red.problem), { retry: false, counts: false, halt: true });
  if (!before.green && before.red.kind === 'setup') return failed(before.red.problem, { retry: false, counts: false });
  const { gate, log } = found.problem;
  const tail = tailOf(found.problem);
  const lanes = [{ story: lane.story.id, paths: at.paths }, ...at.landed];
  const problem: Problem = {
    reason: 'suite-red',
    story: lane.story.id,
    gate,
    tail,
    log,
    suspects: suspectsOf(tail, lanes),
    locks: locksHit(tail, build.project.adrs),
  };
  return failed(problem, {
    retry: true,
    failure: `Alone your work was green, but together with what others integrated gate ${gate} is red:\n\n${tail}`,
  });
}

function landingOf(build: Build, lane: Lane, gate: StepOutputs['gate']): Landing {
  const sessions = build.project.store.state.sessions.filter((one) => one.story === lane.story.id && one.key === lane.key);
  const last = sessions.at(-1);
  const { story, key, adapter } = lane;
  const common = {
    story: story.id,
    title: story.title,
    key,
    agent: adapter.name,
    model: story.budget?.model ?? '',
    gateDigest: gate.digest,
  };
  if (!last) return common;
  const { estimate, actual } = last;
  return {
    ...common,
    ...(last.effort === undefined ? {} : { effort: last.effort }),
    outcome: last.outcome,
    rawFloorTokens: estimate.rawFloorTokens,
    floorTokens: { estimate: estimate.floorTokens, ...(actual.floorTokens === undefined ? {} : { actual: actual.floorTokens }) },
    workingTokens: {
      estimate: estimate.workingP50Tokens,
      ...(actual.workingTokens === undefined ? {} : { actual: actual.workingTokens }),
    },
    // Every attempt was paid for. A session that told nothing makes the sum unknown, not smaller.
    ...(sessions.some((one) => one.actual.spendSource === 'none')
      ? {}
      : { spend: sessions.map((one) => one.actual.spend).reduce(addTokens) }),
  };
}
