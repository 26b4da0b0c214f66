import path from 'node:path';
import type { ParkedBy } from '../model/allowance.ts';
import type { StepOutputs } from '../model/record.ts';
import { ownerOf } from '../model/subtask-lane.ts';
import { whatTexts } from '../stale/fingerprint.ts';
import { failed, type Build, type Lane, type StepResult } from './run/build.ts';
import type { BurnWatch } from './run/burn-watch.ts';
import type { Crew } from './run/hold-for-room.ts';
import { outsideAll, watched } from './lane/checkout-steps.ts';
import { fanOut } from './lane/fan-out.ts';
import { holdSession, type Held } from './lane/hold-session.ts';
import { keepWork } from './lane/keep-work.ts';
import { park } from './lane/park.ts';
import { prepare, type Prepared } from './lane/prepare.ts';
import { resumeFor, resumeShared } from './lane/resume.ts';
import { allDone, roleEnd } from './lane/role-end.ts';
import { outgrown, tookTurn } from './lane/outgrown.ts';
import { planFile, sessionPlan } from './lane/session-record.ts';
import { split } from './lane/split.ts';
import { unfinished, type EndedAt } from './lane/unfinished.ts';
import { fansOut } from './sizes/subtasks.ts';

/** Does the card: in one session, or in one for each of its subtasks, whose work then comes together as one commit. */
export async function implement(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
  by: { readonly burn: BurnWatch; readonly crew: Crew },
): Promise<StepResult<'implement'>> {
  const { burn, crew } = by;
  if (!fansOut(build.project, lane)) return oneSession(build, lane, place, burn);
  return fanOut(build, lane, { place, crew, session: (own, part, there) => oneSession(own, part, there, burn) });
}

/** Runs one fresh agent session on the story, and makes whatever it left in the worktree the lane's one commit. */
async function oneSession(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
  burn: BurnWatch,
): Promise<StepResult<'implement'>> {
  const { host } = build;
  if (lane.part === undefined && build.project.config.roles.length > 0 && lane.turn === undefined) return allDone(build, lane);
  const refusal = await refusalOf(build, lane, burn);
  if (build.interrupted.aborted) return { end: 'interrupted' };
  if (refusal) return { end: 'parked', why: refusal };
  const prepared = await prepare(build, lane, place);
  if ('problem' in prepared) return failed(prepared.problem, { retry: false, counts: false });
  const { forecast, prompt, settings, share } = prepared;
  const { folder } = lane;
  await host.files.remove(folder);
  await host.files.writeAtomic(path.join(folder, 'brief.md'), share?.prompt ?? prompt);
  await keepTexts(build, lane);
  const startedAt = host.clock.now();
  const resume = share ? resumeShared(build, share) : resumeFor(build, lane, forecast.model);
  const plan = sessionPlan(build, lane, { forecast, settings, place, startedAt, resume, share });
  await host.files.writeAtomic(planFile(folder), `${JSON.stringify(plan)}\n`);
  const held = await watched(build, lane, () => holdSession(build, lane, { place, prepared, plan, resume, burn }));
  return judged(build, lane, { prepared, place, held });
}

/** What a session that has ended comes to. */
async function judged(
  build: Build,
  lane: Lane,
  at: { readonly prepared: Prepared; readonly place: StepOutputs['worktree']; readonly held: Held },
): Promise<StepResult<'implement'>> {
  const { prepared, place, held } = at;
  const { seen, result, session, parkedBy, tampered } = held;
  const { folder } = lane;
  const isSpoilt = tampered !== undefined || seen.wrongModel !== undefined;
  // A conversation in which that happened is gone on with by nobody.
  tookTurn(build, lane, prepared, { result: isSpoilt ? { ...result, outcome: 'failed' } : result, turn: session.shared });
  const alone = held.outside && (await outsideAll(build, lane, { place, result, folder, session, isSpoilt }, held.outside));
  if (alone) return alone;
  // Of several that were at work it may have been another: that uses up no try.
  if (tampered) return failed(tampered, { retry: false, counts: tampered.stories.length === 1 });
  if (seen.wrongModel !== undefined) {
    const { model: budgeted } = prepared.forecast;
    return failed({ reason: 'model-refused', story: lane.story.id, budgeted, asked: seen.wrongModel }, { retry: false });
  }
  if (!build.interrupted.aborted) {
    if (result.outcome === 'stopped' && parkedBy) return park(build, lane, { place, result, why: parkedBy });
    if (leavesTurn(held)) return outgrown(build, lane, { place, result, folder, session });
  }
  return conclude(build, lane, { place, result, folder, session, verdict: seen.verdict });
}

/** It used up its share of a session; or the session is full, and most of that may be others'. */
function leavesTurn({ seen, result, session }: Held): boolean {
  if (result.outcome === 'stopped') return seen.hasOutgrown === true;
  return result.outcome === 'context-exceeded' && (session.shared?.place ?? 1) > 1;
}

async function refusalOf({ desk }: Build, lane: Lane, burn: BurnWatch): Promise<ParkedBy | undefined> {
  return (await burn.refusal(lane.story.id)) ?? desk?.halted(lane);
}

/** The texts behind the fingerprint, by digest: a later edit can then be told as a change. */
async function keepTexts(build: Build, lane: Lane): Promise<void> {
  const texts = whatTexts(lane.story, lane.adrs);
  for (const [part, text] of Object.entries(texts)) await build.project.store.keepText(lane.what[part]!, text);
}

async function conclude(build: Build, lane: Lane, at: EndedAt): Promise<StepResult<'implement'>> {
  const { place, result, folder } = at;
  const { story } = lane;
  const log = path.join(folder, 'agent.log');
  if (result.outcome !== 'completed') return (await split(build, lane, at)) ?? unfinished(build, lane, at);
  const { turn } = lane;
  if (turn) return roleEnd(build, { ...lane, turn }, at);
  const { output, leftOut } = await keepWork(build, { story, agent: lane.adapter.name, place, result, folder });
  if (leftOut.length > 0) {
    return failed(
      { reason: 'included-committed', story: story.id, paths: leftOut },
      { retry: true, failure: `These files are local to this machine and must stay ignored by git: ${leftOut.join(', ')}` },
    );
  }
  const already = build.project.landings.has(ownerOf(story.id).story);
  if (!output.changed && !already) {
    return failed(
      { reason: 'nothing-done', story: story.id, log },
      { retry: true, failure: 'The session ended without changing a file.' },
    );
  }
  return { end: 'done', parts: lane.implementParts, output };
}
