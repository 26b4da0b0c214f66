import path from 'node:path';
import type { GateConfig } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { FailedTest } from '../../model/test-report.ts';
import type { Build } from '../run/build.ts';
import { gatesFor } from '../sizes/gates-for.ts';
import { knownGreen, rememberGreen } from './green-trees.ts';
import { narrowed } from './narrowed.ts';
import type { GateRed } from './gate-verdict.ts';
import { knownOn, type Ground } from './known-tests.ts';
import { runGates, type GatePlace, type GateVerdict } from './run-gates.ts';
import { lanePort } from '../lane/lane-ports.ts';
import { runSetup } from '../lane/run-setup.ts';

export type SuiteRed =
  | { readonly kind: 'red'; readonly problem: GateRed; readonly commit: string; readonly failed: readonly FailedTest[] }
  | { readonly kind: 'setup'; readonly problem: Problem }
  | { readonly kind: 'interrupted' };

/** `ranMs`: how long gates ran for it; 0 where it was known. */
export type SuiteVerdict = { readonly ranMs: number } & (
  { readonly green: true } | { readonly green: false; readonly red: SuiteRed }
);
export type Suite = (commit: string, tree: string) => Promise<SuiteVerdict>;

interface At {
  readonly commit: string;
  readonly tree: string;
  readonly known?: GatePlace['known'];
}

/** One checkout is kept for it: suites take turns. */
const turns = new Map<string, Promise<unknown>>();

/** The full gate on one commit's tree, in a checkout kept for it. A tree that was green once under the same gates is not gated again. */
export function suiteOf(build: Build, ground?: Ground): Suite {
  return async (commit, tree) => {
    const known = await knownFor(build, tree, ground);
    return inTurn(build, (folder) => suite(build, folder, { commit, tree, ...known }));
  };
}

/** Tests that ran on the ground. Asked before the suite's turn: where they are lost, it has to have one for that first. */
async function knownFor(build: Build, tree: string, ground: Ground | undefined): Promise<Pick<At, 'known'>> {
  const gates = gatesFor(build.project.gates, { gates: [] });
  if (ground === undefined || knownGreen(build.project, tree, gates)) return {};
  return { known: { ground, tests: await knownOn(build, gates, { ground, isWhole: true, measure: measured(build) }) } };
}

/** The suite once more on a tree of which it is not known any more what ran there, green or not. */
export function measured(build: Build): (commit: string, tree: string) => Promise<SuiteVerdict> {
  return (commit, tree) => inTurn(build, (folder) => wholeSuite(build, folder, { commit, tree }));
}

/** Only what was red, on another tree, where the gate's runner can be told so; else the whole suite. */
export function suiteAgain(
  build: Build,
  ground?: Ground,
): (
  red: Extract<SuiteRed, { kind: 'red' }>,
  commit: string,
  tree: string,
) => Promise<SuiteVerdict & { readonly narrow: boolean }> {
  return async (red, commit, tree) => {
    const known = await knownFor(build, tree, ground);
    return inTurn(build, (folder) => again(build, folder, { red, commit, tree, ...known }));
  };
}

/** With exactly this commit in the suite's checkout. */
export function atSuite<T>(build: Build, commit: string, work: (folder: string) => Promise<T>): Promise<T> {
  return inTurn(build, async (folder) => {
    await build.host.git.placeWorktree(build.project.repository.top, {
      path: folder,
      commit,
      keep: build.project.config.worktree.keep,
    });
    return work(folder);
  });
}

function inTurn<T>(build: Build, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = build.project.store.layout.suite;
  const mine = (turns.get(folder) ?? Promise.resolve()).then(() => work(folder));
  turns.set(
    folder,
    mine.catch(() => undefined),
  );
  return mine;
}

async function suite(build: Build, folder: string, at: At): Promise<SuiteVerdict> {
  const gates = gatesFor(build.project.gates, { gates: [] });
  return knownGreen(build.project, at.tree, gates) ? { green: true, ranMs: 0 } : wholeSuite(build, folder, at);
}

async function wholeSuite(build: Build, folder: string, at: At): Promise<SuiteVerdict> {
  const { project } = build;
  const gates = gatesFor(project.gates, { gates: [] });
  const staged = await stage(build, folder, at.commit);
  if ('trouble' in staged) return staged.trouble;
  const { verdict, ...result } = await judged(build, gates, {
    folder,
    port: staged.port,
    commit: at.commit,
    logs: project.store.layout.suiteLogs(at.commit),
    isTreeAlone: true,
    ...(at.known === undefined ? {} : { known: at.known }),
  });
  if (verdict.green === true) await rememberGreen(build, { tree: at.tree, gates, verdict });
  return result;
}

async function again(
  build: Build,
  folder: string,
  at: At & { readonly red: Extract<SuiteRed, { kind: 'red' }> },
): Promise<SuiteVerdict & { readonly narrow: boolean }> {
  const { project } = build;
  const { red, commit, tree } = at;
  const gates = gatesFor(project.gates, { gates: [] });
  if (knownGreen(project, tree, gates)) return { green: true, ranMs: 0, narrow: true };
  const staged = await stage(build, folder, commit);
  if ('trouble' in staged) return { ...staged.trouble, narrow: true };
  const gate = gates.find(({ name }) => name === red.problem.gate);
  const part = gate && (await narrowed(build, gate, { folder, log: red.problem.log, failed: red.failed, commit: red.commit }));
  if (part === undefined) return { ...(await suite(build, folder, at)), narrow: false };
  if (part === 'nothing') return { green: true, ranMs: 0, narrow: true };
  const logs = path.join(project.store.layout.suiteLogs(commit), 'again');
  const { verdict: _verdict, ...result } = await judged(build, [...gates.filter(({ rung }) => rung < part.rung), part], {
    folder,
    port: staged.port,
    commit,
    logs,
  });
  return { ...result, narrow: true };
}

/** The checkout as it is judged; what stands in the way of it. */
async function stage(
  build: Build,
  folder: string,
  commit: string,
): Promise<{ readonly port: number } | { readonly trouble: SuiteVerdict & { green: false } }> {
  const { host, project } = build;
  // What git ignores outlives a checkout: a file that an earlier suite built must not stand in for one that is gone.
  const placed = await host.git.placeWorktree(project.repository.top, {
    path: folder,
    commit,
    keep: project.config.worktree.keep,
  });
  if (!placed.ok) return { trouble: setupRed({ reason: 'worktree-failed', story: ':suite', detail: placed.detail }) };
  const port = await lanePort(build, ':suite');
  if (typeof port !== 'number') return { trouble: setupRed(port) };
  const setup = await runSetup(build, {
    folder,
    port,
    commit,
    story: ':suite',
    reused: placed.reused && (await hasModules(build, folder)),
  });
  if (setup === 'interrupted') return { trouble: { green: false, red: { kind: 'interrupted' }, ranMs: 0 } };
  return setup ? { trouble: setupRed(setup) } : { port };
}

async function judged(
  build: Build,
  gates: readonly GateConfig[],
  at: { readonly port: number } & Pick<GatePlace, 'folder' | 'commit' | 'logs' | 'isTreeAlone' | 'known'>,
): Promise<SuiteVerdict & { readonly verdict: GateVerdict }> {
  const { host, project } = build;
  const { top } = project.repository;
  const before = await host.git.commitOf(top, `${at.commit}^1`);
  const paths = before === undefined ? [] : await host.git.changedPaths(top, before, at.commit);
  const verdict = await runGates(build, gates, { ...at, story: ':suite', paths, isWhole: true });
  if (verdict.green === 'interrupted') return { green: false, red: { kind: 'interrupted' }, ranMs: 0, verdict };
  const ranMs = verdict.runs.reduce((sum, run) => sum + run.durationMs, 0);
  if (verdict.green) return { green: true, ranMs, verdict };
  return {
    green: false,
    red: { kind: 'red', problem: verdict.problem, failed: verdict.failed, commit: at.commit },
    ranMs,
    verdict,
  };
}

/** Of all that setups install, only this survives the cleaning. */
function hasModules(build: Build, folder: string): Promise<boolean> {
  return build.host.files.exists(path.join(folder, 'node_modules'));
}

function setupRed(problem: Problem): SuiteVerdict & { green: false } {
  return { green: false, red: { kind: 'setup', problem }, ranMs: 0 };
}

/** Red before any lane had a hand in it: nobody's fault, and a person's to mend. */
export function baseRed(problem: Extract<SuiteRed, { kind: 'red' }>['problem']): Extract<Problem, { reason: 'base-red' }> {
  return { reason: 'base-red', gate: problem.gate, tail: tailOf(problem), log: problem.log };
}

export function tailOf(problem: Extract<SuiteRed, { kind: 'red' }>['problem']): string {
  if (problem.reason === 'gate-red') return problem.tail;
  if (problem.reason === 'no-tests-ran') return problem.why === undefined ? 'it ran no test' : `its report: ${problem.why}`;
  if (problem.reason === 'tests-gone') return `tests that ran before do not run any more: ${problem.gone.join(', ')}`;
  return `it ran ${problem.tests} tests, not ${problem.least}`;
}
