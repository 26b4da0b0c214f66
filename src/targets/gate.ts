import { judgedHandoff, type Handoff } from '../agents/handoff.ts';
import path from 'node:path';
import type { Placed, PlaceSpec } from '../host/host.ts';
import { gateParts } from '../stale/fingerprint.ts';
import { renamedText } from '../model/renamed.ts';
import type { GateRun, StepOutputs } from '../model/record.ts';
import { failed, type Build, type Lane, type StepResult } from './run/build.ts';
import { laneBranch } from './project/project.ts';
import { fromPool } from './lane/worktree-pool.ts';
import { tellDifferences } from './lane/keep-work.ts';
import { knownGreen, rememberGreen } from './gates/green-trees.ts';
import { renamedAway } from './waves/renames.ts';
import { gatesFor } from './sizes/gates-for.ts';
import { makeReady } from './lane/make-ready.ts';
import { locksTouched } from './person/locks.ts';
import { lanePort } from './lane/lane-ports.ts';
import { strayedFrom } from './gates/strayed.ts';
import { runGates, type GateVerdict } from './gates/run-gates.ts';
import { knownOn } from './gates/known-tests.ts';
import { baseRed, measured, suiteOf, tailOf } from './gates/suite.ts';

/** Judges one lane: what it touched lies in its scope, and every gate is green on exactly its tree. */
export async function gate(build: Build, lane: Lane, work: StepOutputs['implement']): Promise<StepResult<'gate'>> {
  const { host, project } = build;
  const { top } = project.repository;
  const { story } = lane;
  const paths = await host.git.changedPaths(top, work.base, work.commit);
  const strayed = strayedFrom(project.config, story, paths);
  if (strayed) return outside(build, strayed, work.base);
  const locks = await locksTouched(host, project, { ...work, paths, allowed: story.allowProtected });
  if (locks.length > 0)
    return failed(
      { reason: 'protected-touched', story: story.id, paths: locks },
      { retry: true, failure: `These tests lock decisions in and must run and say what they did: ${locks.join(', ')}` },
    );
  const folder = path.join(project.store.layout.lanes, story.id);
  // Exactly the commit: whatever the agent left lying beside it does not vouch for it.
  const placed = await placedAgain(build, { path: folder, commit: work.commit, branch: laneBranch(story.id) });
  if (!placed.ok)
    return failed({ reason: 'worktree-failed', story: story.id, detail: placed.detail }, { retry: false, counts: false });
  const ready = await readyAgain(build, { folder, commit: work.commit, story: story.id, ...placed });
  if (ready === 'interrupted') return { end: 'interrupted' };
  if ('problem' in ready) return failed(ready.problem, { retry: false, counts: false });
  const gates = gatesFor(project.gates, story);
  const parts = gateParts(work.tree, gates, story.files);
  const known = knownGreen(project, work.tree, gates);
  if (known) return { end: 'done', parts, output: { tree: work.tree, runs: [], digest: known.digest }, reused: true };
  // An agent had its hands in what git ignores; where such files stand, this verdict is the lane's and not the tree's.
  const treeAlone = !(await host.git.hasIgnored(folder));
  const ground = { commit: work.base, scope: story.files.length > 0 ? story.files : undefined, allowed: story.allowProtected };
  const verdict = await runGates(build, gates, {
    folder,
    isTreeAlone: treeAlone,
    known: { ground, tests: await knownOn(build, gates, { ground, isWhole: false, measure: measured(build) }) },
    story: story.id,
    commit: work.commit,
    paths,
    logs: path.join(lane.folder, 'gates'),
    port: ready.port,
  });
  if (verdict.green === 'interrupted') return { end: 'interrupted' };
  await handOver(build, lane, verdict.runs);
  if (!verdict.green) return red(build, { verdict, base: work.base });
  if (treeAlone) await rememberGreen(build, { tree: work.tree, gates, verdict });
  return { end: 'done', parts, output: { tree: work.tree, runs: verdict.runs, digest: verdict.digest } };
}

/** Told with who renamed what the scope names, where that is how it came. */
async function outside(
  { host, project }: Build,
  strayed: NonNullable<ReturnType<typeof strayedFrom>>,
  base: string,
): Promise<StepResult<'gate'>> {
  const { top } = project.repository;
  // Only a word more: where git cannot tell, the refusal stands without.
  const renamed = strayed.reason === 'outside-scope' ? await renamedAway(host, top, { base, ...strayed }).catch(() => []) : [];
  const problem = strayed.reason === 'outside-scope' && renamed.length > 0 ? { ...strayed, renamed } : strayed;
  const names = renamed.length === 0 ? '' : `. Of these, ${renamedText(renamed)} while the story's scope names the old path`;
  return failed(problem, {
    retry: true,
    failure: `These files lie outside the story's scope and must be as they were: ${strayed.paths.join(', ')}${names}`,
  });
}

/** The lane's own checkout, where it stands as xpar left it. Where its session was in one that others share, one that a finished lane left. */
async function placedAgain(build: Build, spec: PlaceSpec): Promise<Placed & { readonly isAnothers: boolean }> {
  const { host, project, checkout } = build;
  const { top } = project.repository;
  const apart = project.config.isolation === 'clone';
  if (!apart && (await host.git.resetWorktree(top, spec))) return { ok: true, reused: true, isAnothers: false };
  const pooled = checkout === undefined ? undefined : await fromPool(build, spec.path);
  const placed = await host.git.placeWorktree(top, { ...spec, apart, ...(pooled && { keep: pooled.keep }) });
  return { ...placed, isAnothers: pooled !== undefined };
}

/** A checkout that had to be made anew has none of what its first was given. */
async function readyAgain(
  build: Build,
  at: Parameters<typeof makeReady>[1] & { readonly isAnothers: boolean },
): Promise<Exclude<Awaited<ReturnType<typeof makeReady>>, { copied: unknown }> | { readonly port: number }> {
  if (!at.reused || at.isAnothers) return makeReady(build, at);
  const port = await lanePort(build, at.story);
  return typeof port === 'number' ? { port } : { problem: port };
}

/** Red: the lane's to mend, unless the gate cannot run at all, or is red on what the lane started from. */
async function red(
  build: Build,
  at: { verdict: Extract<GateVerdict, { green: false }>; base: string },
): Promise<StepResult<'gate'>> {
  const { problem, missing } = at.verdict;
  if (missing) return failed(problem, { retry: false, counts: false, halt: true });
  const tree = await build.host.git.treeOf(build.project.repository.top, at.base);
  const before = await suiteOf(build)(at.base, tree);
  if (build.interrupted.aborted) return { end: 'interrupted' };
  if (!before.green && before.red.kind === 'red')
    return failed(baseRed(before.red.problem), { retry: false, counts: false, halt: true });
  const words = problem.reason === 'gate-red' ? `${problem.exit}\n\n${problem.tail}` : tailOf(problem);
  return failed(problem, { retry: true, failure: `Gate ${problem.gate}: ${words}` });
}

/** What the runner said goes into the handoff; whoever takes the lane up next finds it there. */
async function handOver(build: Build, lane: Lane, runs: readonly GateRun[]): Promise<void> {
  const { files } = build.host;
  const text = await files.readText(path.join(lane.folder, 'handoff.json'));
  if (text === undefined) return;
  const before = JSON.parse(text) as Handoff;
  const judged = judgedHandoff(before, runs);
  tellDifferences(build, lane.story.id, judged.differences.slice(before.differences?.length ?? 0));
  await files.writeAtomic(path.join(lane.folder, 'handoff.json'), `${JSON.stringify(judged, null, 2)}\n`);
}
