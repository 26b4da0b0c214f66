import path from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Build } from './build.ts';
import { gatesFor } from './gates-for.ts';
import { knownGreen, rememberGreen } from './green-trees.ts';
import { runGates } from './run-gates.ts';
import { runSetup } from './run-setup.ts';

export type SuiteRed =
  | { readonly kind: 'red'; readonly problem: Extract<Problem, { reason: 'gate-red' | 'no-tests-ran' }>; readonly commit: string }
  | { readonly kind: 'setup'; readonly problem: Problem }
  | { readonly kind: 'interrupted' };

export type Suite = (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: SuiteRed }>;

/** One checkout is kept for it: suites take turns. */
const turns = new Map<string, Promise<unknown>>();

/** The full gate on one commit's tree, in a checkout kept for it. A tree that was green once under the same gates is not gated again. */
export function suiteOf(build: Build): Suite {
  const folder = build.project.store.layout.suite;
  return (commit, tree) => {
    const mine = (turns.get(folder) ?? Promise.resolve()).then(() => suite(build, folder, { commit, tree }));
    turns.set(
      folder,
      mine.catch(() => undefined),
    );
    return mine;
  };
}

async function suite(build: Build, folder: string, at: { commit: string; tree: string }): ReturnType<Suite> {
  const { host, project } = build;
  const { top } = project.repository;
  const { commit, tree } = at;
  const gates = gatesFor(project.gates, { gates: [] });
  if (knownGreen(project, tree, gates)) return { green: true };
  // What git ignores outlives a checkout: a file that an earlier suite built must not stand in for one that is gone.
  const placed = await host.git.placeWorktree(top, { path: folder, commit, pristine: true });
  if (!placed.ok) return setupRed({ reason: 'worktree-failed', story: ':suite', detail: placed.detail });
  const setup = await runSetup(build, {
    folder,
    commit,
    story: ':suite',
    reused: placed.reused && (await hasModules(build, folder)),
  });
  if (setup === 'interrupted') return { green: false, red: { kind: 'interrupted' } };
  if (setup) return setupRed(setup);
  const before = await host.git.commitOf(top, `${commit}^1`);
  const paths = before === undefined ? [] : await host.git.changedPaths(top, before, commit);
  const verdict = await runGates(build, gates, { folder, story: ':suite', paths, logs: project.store.layout.suiteLogs(commit) });
  if (verdict.green === 'interrupted') return { green: false, red: { kind: 'interrupted' } };
  if (!verdict.green) return { green: false, red: { kind: 'red', problem: verdict.problem, commit } };
  await rememberGreen(build, { tree, gates, verdict });
  return { green: true };
}

/** Of all that setups install, only this survives the cleaning. */
function hasModules(build: Build, folder: string): Promise<boolean> {
  return build.host.files.exists(path.join(folder, 'node_modules'));
}

function setupRed(problem: Problem): { green: false; red: SuiteRed } {
  return { green: false, red: { kind: 'setup', problem } };
}

/** Red before any lane had a hand in it: nobody's fault, and a person's to mend. */
export function baseRed(problem: Extract<SuiteRed, { kind: 'red' }>['problem']): Extract<Problem, { reason: 'base-red' }> {
  return { reason: 'base-red', gate: problem.gate, tail: tailOf(problem), log: problem.log };
}

export function tailOf(problem: Extract<SuiteRed, { kind: 'red' }>['problem']): string {
  return problem.reason === 'gate-red' ? problem.tail : 'it ran no test';
}
