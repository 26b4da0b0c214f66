import type { GateConfig } from '../../model/config.ts';
import { gatesKey } from '../../stale/fingerprint.ts';
import type { Build } from '../run/build.ts';
import type { Project } from '../project/project.ts';

/** A tree that was green under these gates once, with nothing but the tree there, is not gated again, in a lane or as the suite. */
export function knownGreen(
  project: Project,
  tree: string,
  gates: readonly GateConfig[],
): { readonly digest: string } | undefined {
  return dependOnTreeOnly(gates) ? project.store.state.suites.get(`${tree} ${gatesKey(gates)}`) : undefined;
}

/** Keeps a green verdict by its tree. */
export async function rememberGreen(
  build: Build,
  green: {
    tree: string;
    gates: readonly GateConfig[];
    verdict: { readonly digest: string; readonly runs: readonly { readonly durationMs: number }[] };
  },
): Promise<void> {
  const { tree, gates, verdict } = green;
  if (!dependOnTreeOnly(gates)) return;
  const durationMs = Math.round(verdict.runs.reduce((sum, run) => sum + run.durationMs, 0));
  const entry = {
    t: 'suite',
    at: build.host.clock.now(),
    run: build.run,
    tree,
    gates: gatesKey(gates),
    ok: true,
    digest: verdict.digest,
    durationMs,
  } as const;
  await build.project.store.append(entry);
}

/** A command that is told which files or which story it is about may say something else of the same tree. */
export function dependOnTreeOnly(gates: readonly GateConfig[]): boolean {
  return !gates.some((gate) => gate.command.some((word) => ['{files}', '{tests}'].includes(word) || word.includes('{story}')));
}
