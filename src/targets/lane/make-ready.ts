import type { Problem } from '../../model/problem.ts';
import type { Build } from '../run/build.ts';
import { includeFiles } from './include-files.ts';
import { lanePort } from './lane-ports.ts';
import { runSetup } from './run-setup.ts';

/** A fresh or reused checkout as an agent and gates need it: a port of its own, the files it gets copied, its setup run. */
export async function makeReady(
  build: Build,
  at: { readonly folder: string; readonly commit: string; readonly story: string; readonly reused: boolean },
): Promise<{ readonly problem: Problem } | 'interrupted' | { readonly copied: readonly string[]; readonly port: number }> {
  const port = await lanePort(build, at.story);
  if (typeof port !== 'number') return { problem: port };
  const copied = await includeFiles(build, at);
  const setup = await runSetup(build, { ...at, port });
  if (setup === 'interrupted') return 'interrupted';
  return setup === undefined ? { copied, port } : { problem: setup };
}
