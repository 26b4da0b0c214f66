import { locksHit, suspectsOf } from '../integrate/diagnosis.ts';
import { integrateLane } from '../integrate/integrate-lane.ts';
import { mergeMessage, type Landing } from '../integrate/message.ts';
import type { Problem } from '../model/problem.ts';
import { addTokens } from '../model/budget.ts';
import type { StepOutputs } from '../model/record.ts';
import { failed, type Build, type Lane, type StepResult } from './build.ts';
import { settle } from './settle.ts';
import { suiteOf, type SuiteRed } from './suite.ts';

/** What of this run is integrated already: the lanes a red suite may also be about. */
export type Landed = readonly { readonly story: string; readonly paths: readonly string[] }[];

/** Folds the gated lane into the integration branch; on a conflict or a red suite it stays out, with one screen that says why. */
export async function integrate(
  build: Build,
  lane: Lane,
  work: { implement: StepOutputs['implement']; gate: StepOutputs['gate'] },
  landed: Landed,
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
  const { outcome, tip } = await again(async () => {
    const now = await host.git.commitOf(top, ref);
    return {
      tip: now,
      outcome: now === undefined ? ({ end: 'moved' } as const) : await integrateLane(merger, candidate, now, suite),
    };
  });
  switch (outcome.end) {
    case 'integrated':
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
      return failed({ reason: 'integration-moved', story: lane.story.id }, { retry: false, counts: false });
    case 'red':
      return red(build, lane, outcome.red, {
        tip: tip!,
        landed,
        paths: await merger.changedPaths(work.implement.base, work.implement.commit),
      });
  }
}

const TRIES_WHEN_MOVED = 3;

/** Somebody else moved the branch meanwhile: the lane is as good as before, so it is merged onto the new tip. */
async function again<T extends { readonly outcome: { readonly end: string } }>(attempt: () => Promise<T>): Promise<T> {
  let got = await attempt();
  for (let tries = 1; got.outcome.end === 'moved' && tries < TRIES_WHEN_MOVED; tries++) got = await attempt();
  return got;
}

async function red(
  build: Build,
  lane: Lane,
  found: SuiteRed,
  at: { tip: string; landed: Landed; paths: readonly string[] },
): Promise<StepResult<'integrate'>> {
  if (found.kind === 'interrupted') return { end: 'interrupted' };
  if (found.kind === 'setup') return failed(found.problem, { retry: false, counts: false });
  // Red without this lane too: then it is nobody's fault here, and no attempt is spent on it.
  const before = await suiteOf(build)(at.tip, await build.host.git.treeOf(build.project.repository.top, at.tip));
  if (build.interrupted.aborted) return { end: 'interrupted' };
  const { gate, log } = found.problem;
  const tail = found.problem.reason === 'gate-red' ? found.problem.tail : 'it ran no test';
  if (!before.green) return failed({ reason: 'base-red', gate, tail, log }, { retry: false, counts: false });
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
