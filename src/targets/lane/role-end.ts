import path from 'node:path';
import { handoffOf } from '../../agents/handoff.ts';
import { verdictIn } from '../../agents/verdict.ts';
import type { AgentResult, ReviewVerdict } from '../../model/agent.ts';
import type { StepOutputs } from '../../model/record.ts';
import type { LockedFile, RoleEntry } from '../../model/role.ts';
import { howOf } from '../../stale/fingerprint.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { keepWork } from './keep-work.ts';
import { lockedDiffering, treeOnGround } from './locked-files.ts';
import { progressOf, rolesLeft } from '../sizes/roles.ts';

/** A session of one role that said it was done. */
interface Ended {
  readonly place: StepOutputs['worktree'];
  readonly result: AgentResult;
  readonly folder: string;
  readonly verdict?: ReviewVerdict | undefined;
}

type Turned = Lane & { readonly turn: NonNullable<Lane['turn']> };
type Work = Pick<StepOutputs['implement'], 'commit' | 'base'>;

/** Takes what a role left: its work for the next, a reviewer's word, or why it does not count. */
export async function roleEnd(build: Build, lane: Turned, at: Ended): Promise<StepResult<'implement'>> {
  return lane.turn.role.kind === 'reviewer' ? reviewed(build, lane, at) : worked(build, lane, at);
}

/** All roles were done, and their build was killed before that was said. */
export async function allDone(build: Build, lane: Lane): Promise<StepResult<'implement'>> {
  const { commit, base } = progressOf(build.project, lane.story.id, lane.implementParts)!;
  return done(build, lane, { commit, base });
}

async function worked(build: Build, lane: Turned, at: Ended): Promise<StepResult<'implement'>> {
  const { project, host } = build;
  const { story, adapter, turn } = lane;
  const { place, result, folder } = at;
  const { output, leftOut } = await keepWork(build, { story, agent: adapter.name, place, result, folder });
  if (leftOut.length > 0) {
    return failed(
      { reason: 'included-committed', story: story.id, paths: leftOut },
      { retry: true, failure: `These files are local to this machine and must stay ignored by git: ${leftOut.join(', ')}` },
    );
  }
  const touched = await lockedDiffering(build, output, turn.locked);
  if (touched.length > 0) return lockedTouched(build, lane, output, touched);
  const paths = output.changed ? await host.git.changedPaths(project.repository.top, output.base, output.commit) : [];
  const mine = paths.filter((name) => !turn.locked.some((one) => one.path === name));
  if (mine.length === 0 && turn.role.kind !== 'writer' && !project.landings.has(story.id)) {
    return failed(
      { reason: 'nothing-done', story: story.id, log: path.join(folder, 'agent.log') },
      { retry: true, failure: 'The session ended without changing a file.' },
    );
  }
  const locked = turn.role.kind === 'test-writer' ? { locked: await leftBy(build, lane, output, mine) } : {};
  return passOn(build, lane, output, locked);
}

/** What an implementer did beside it stands for its next try; what a later role did does not. */
async function lockedTouched(
  build: Build,
  lane: Turned,
  work: Work,
  touched: readonly LockedFile[],
): Promise<StepResult<'implement'>> {
  const { role } = lane.turn;
  const paths = touched.map((one) => one.path);
  if (role.kind === 'implementer') await journal(build, lane, work, { refused: [] });
  const were = touched.map(({ path: name, blob }) => (blob === '' ? `${name}: not there` : `${name}: git show ${blob}`));
  return failed(
    { reason: 'locked-touched', story: lane.story.id, role: role.name, paths },
    { retry: true, failure: `These files are locked and must be as the test-writer left them:\n${were.join('\n')}` },
  );
}

/** Its word on the work; what it changed is no part of it. */
async function reviewed(build: Build, lane: Turned, at: Ended): Promise<StepResult<'implement'>> {
  const { story, turn, implementParts } = lane;
  const { role } = turn;
  const progress = progressOf(build.project, story.id, implementParts)!;
  const work = { commit: progress.commit, base: progress.base };
  const log = path.join(at.folder, 'agent.log');
  const verdict = at.verdict ?? verdictIn(at.result.report);
  if (verdict === undefined || verdict.word === 'unusable') {
    const found = verdict?.fault ?? 'no verdict';
    return failed(
      { reason: 'no-verdict', story: story.id, role: role.name, found, log },
      { retry: true, failure: `The review ended without a verdict that can be used: ${found}.` },
    );
  }
  if (verdict.word === 'accept') {
    await leaveHandoff(build, lane, at, work);
    return passOn(build, lane, work, {});
  }
  const { reasons } = verdict;
  await journal(build, lane, work, { refused: reasons });
  if (progress.rounds < role.rounds) return { end: 'turned', role: role.name, refused: reasons };
  return failed(
    { reason: 'review-refused', story: story.id, role: role.name, reasons, rounds: progress.rounds + 1, log },
    { retry: false, failure: `The ${role.name} refused the work:\n${reasons.join('\n')}` },
  );
}

async function leaveHandoff({ host, project }: Build, { story }: Lane, { result, folder }: Ended, work: Work): Promise<void> {
  const files = await host.git.changedPaths(project.repository.top, work.base, work.commit);
  const handoff = handoffOf({ story, result, files, gates: [], docs: project.config.docs });
  await host.files.writeAtomic(path.join(folder, 'handoff.json'), `${JSON.stringify(handoff, null, 2)}\n`);
}

async function passOn(build: Build, lane: Turned, work: Work, more: Pick<RoleEntry, 'locked'>): Promise<StepResult<'implement'>> {
  const { project } = build;
  const left = rolesLeft(project, lane.story.id, lane.implementParts);
  await journal(build, lane, work, more);
  return left.length > 1 ? { end: 'turned', role: lane.turn.role.name } : done(build, lane, work);
}

async function done({ host, project }: Build, lane: Lane, work: Work): Promise<StepResult<'implement'>> {
  const { commit, base } = work;
  const { top } = project.repository;
  const [tree, before] = await Promise.all([host.git.treeOf(top, commit), host.git.treeOf(top, base)]);
  return { end: 'done', parts: lane.implementParts, output: { commit, tree, base, changed: tree !== before } };
}

async function journal(
  { host, project, run }: Build,
  lane: Turned,
  { commit, base }: Work,
  more: Pick<RoleEntry, 'locked' | 'refused'>,
): Promise<void> {
  const { name: role, kind } = lane.turn.role;
  const { story, key } = lane;
  const how = howOf(lane.implementParts);
  await project.store.append({
    t: 'role',
    at: host.clock.now(),
    run,
    story: story.id,
    key,
    how,
    role,
    kind,
    commit,
    base,
    ...more,
  });
}

/** What this role's session left otherwise than it found it. */
async function leftBy(
  build: Build,
  lane: Turned,
  { commit, base }: Work,
  paths: readonly string[],
): Promise<readonly LockedFile[]> {
  const { git } = build.host;
  const { top } = build.project.repository;
  const progress = progressOf(build.project, lane.story.id, lane.implementParts);
  const isOver = progress === undefined || progress.finished === true;
  const stood = isOver ? base : await treeOnGround(build, { commit: progress.commit, base });
  const [before, now] = await Promise.all([git.files(top, stood), git.files(top, commit)]);
  return paths
    .map((name) => ({ path: name, blob: now.get(name)?.blob ?? '', commit }))
    .filter(({ path: name, blob }) => (before.get(name)?.blob ?? '') !== blob);
}
