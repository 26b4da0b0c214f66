import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { narrowOf, type Narrow } from '../../integrate/narrow-suite.ts';
import type { GateConfig } from '../../model/config.ts';
import type { FailedTest } from '../../model/test-report.ts';
import { testScript } from '../project/detect.ts';
import type { Build } from '../run/build.ts';
import { moduleName } from './gate-report.ts';

/** What was red: the gate's log, what its report says failed, and the commit that was judged. */
export interface SeenRed {
  readonly folder: string;
  readonly log: string;
  readonly failed: readonly FailedTest[];
  readonly commit: string;
}

/** The gate with only the tests that failed, by its report or else its log; 'nothing' where none of them is in this checkout. */
export async function narrowed(build: Build, gate: GateConfig, at: SeenRed): Promise<GateConfig | 'nothing' | undefined> {
  const { files, git } = build.host;
  const narrow = narrowOf(gate, await testScript(files, at.folder));
  if (narrow === undefined) return undefined;
  const failing = await failingTests(build, narrow, at);
  if (failing.length === 0) return undefined;
  const there = {
    names: () => failing,
    files: () => filesAmong(files, at.folder, failing),
    packages: () => packagesAmong(build, at.folder, failing),
  };
  const tests = await there[narrow.are]();
  if (tests.length > 0) return part(gate, narrow.command(tests));
  // Files that stood where they failed and do not stand here: nothing to run. Anything else is another tongue.
  if (narrow.are === 'packages') return 'nothing';
  const stood = await git.files(build.project.repository.top, at.commit, inside(at.folder, failing));
  return stood.size > 0 ? 'nothing' : undefined;
}

/** Failing tests as the runner takes them. */
export async function failingTests(
  { host }: Pick<Build, 'host'>,
  narrow: Narrow,
  { log, failed }: Pick<SeenRed, 'log' | 'failed'>,
): Promise<readonly string[]> {
  const told = {
    names: () => [],
    files: () => failed.map(({ file }) => file),
    packages: () => failed.map((one) => one.package),
  }[narrow.are]();
  // One that the report places nowhere may be in any file.
  if (told.length > 0 && told.every((one) => one !== undefined)) return [...new Set(told)];
  return narrow.failing((await host.files.readText(log)) ?? '');
}

/** Some of its tests: neither how many there have to be nor, where it writes none now, its report says anything of them. */
function part(gate: GateConfig, command: readonly string[]): GateConfig {
  const { minTests: _least, report, ...rest } = gate;
  const writes = (words: readonly string[]): boolean => words.some((word) => word.includes('{report}'));
  const isTold = writes(command) || (gate.rerun === undefined && !writes(gate.command));
  return { ...rest, command, ...(isTold && report !== undefined ? { report } : {}) };
}

async function filesAmong(files: Host['files'], folder: string, names: readonly string[]): Promise<readonly string[]> {
  const some = inside(folder, names);
  const there = await Promise.all(some.map((name) => files.exists(path.join(folder, name))));
  return some.filter((_, at) => there[at]).map((name) => (name.startsWith('-') ? `./${name}` : name));
}

/** Packages of this module whose folder is there; a module of another name has none that we know. */
async function packagesAmong(build: Build, folder: string, names: readonly string[]): Promise<readonly string[]> {
  const module = await moduleName(build, folder);
  if (module === undefined) return names;
  const folders = names.map((name) =>
    name === module ? '.' : name.startsWith(`${module}/`) ? name.slice(module.length + 1) : undefined,
  );
  const { files } = build.host;
  const there = await Promise.all(folders.map(async (one) => one !== undefined && (await files.exists(path.join(folder, one)))));
  return names.filter((_, at) => there[at]);
}

function inside(folder: string, names: readonly string[]): readonly string[] {
  return names.map((name) => path.relative(folder, path.resolve(folder, name))).filter((name) => !name.startsWith('..'));
}
