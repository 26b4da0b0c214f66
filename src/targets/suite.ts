import path from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Build } from './build.ts';
import { gatesFor } from './gate.ts';
import { knownGreen, rememberGreen } from './green-trees.ts';
import { runGates } from './run-gates.ts';
import { runSetup } from './run-setup.ts';

export type SuiteRed =
  | { readonly kind: 'red'; readonly problem: Extract<Problem, { reason: 'gate-red' | 'no-tests-ran' }>; readonly commit: string }
  | { readonly kind: 'setup'; readonly problem: Problem }
  | { readonly kind: 'interrupted' };

export type Suite = (commit: string, tree: string) => Promise<{ green: true } | { green: false; red: SuiteRed }>;

/** The full gate on one commit's tree, in a checkout kept for it. A tree that was green once under the same gates is not gated again. */
export function suiteOf(build: Build): Suite {
  const { host, project } = build;
  const gates = gatesFor(project.gates, { gates: [] });
  return async (commit, tree) => {
    if (knownGreen(project, tree, gates)) return { green: true };
    const folder = path.join(project.store.layout.lanes, '.suite');
    const placed = await host.git.placeWorktree(project.repository.top, { path: folder, commit });
    if (!placed.ok)
      return {
        green: false,
        red: { kind: 'setup', problem: { reason: 'worktree-failed', story: ':suite', detail: placed.detail } },
      };
    const logs = project.store.layout.suiteLogs(commit);
    const setup = await runSetup(build, { folder, commit, story: ':suite' });
    if (setup === 'interrupted') return { green: false, red: { kind: 'interrupted' } };
    if (setup) return { green: false, red: { kind: 'setup', problem: setup } };
    const verdict = await runGates(build, gates, { folder, story: ':suite', paths: [], logs });
    if (verdict.green === 'interrupted') return { green: false, red: { kind: 'interrupted' } };
    if (!verdict.green) return { green: false, red: { kind: 'red', problem: verdict.problem, commit } };
    await rememberGreen(build, { tree, gates, verdict });
    return { green: true };
  };
}
