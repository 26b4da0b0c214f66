import { goneTests } from '../../integrate/gone-tests.ts';
import type { Adr } from '../../model/card.ts';
import type { GateConfig } from '../../model/config.ts';
import type { RanTests } from '../../model/test-report.ts';
import { covers } from '../../plan/scope.ts';
import { keepKnownTests, readKnownTests } from '../../record/known-tests.ts';
import { gatesKey } from '../../stale/fingerprint.ts';
import type { Build } from '../run/build.ts';
import { testsAmong } from './related-tests.ts';
import { dependOnTreeOnly } from './green-trees.ts';

const MOST_BYTES = 1024 * 1024;

/** Whose tests are to be there still. */
export interface Ground {
  /** What the work stands on. */
  readonly commit: string;
  /** Tests in files of these scopes may go, but for locks; undefined: of a card without a scope. */
  readonly scope: readonly string[] | undefined;
  /** Locked files that a card names may go too. */
  readonly allowed: readonly string[];
}

/** By the gate's name: tests that ran on the ground. */
export type KnownTests = ReadonlyMap<string, readonly RanTests[]>;

/** Does what it ran say the same of any tree? A gate that is told files runs others in each lane. */
function isComparable(gate: GateConfig, isWhole: boolean): boolean {
  if (gate.report === undefined) return false;
  return isWhole ? !gate.command.includes('{files}') : dependOnTreeOnly([gate]);
}

/** What is known of the ground; where it is lost, `measure` runs the suite there once more. */
export async function knownOn(
  build: Build,
  gates: readonly GateConfig[],
  at: {
    readonly ground: Ground;
    readonly isWhole: boolean;
    readonly measure: (commit: string, tree: string) => Promise<unknown>;
  },
): Promise<KnownTests> {
  // The suite has none that only some stories ask for.
  const some = gates.filter((gate) => !gate.onRequest && isComparable(gate, at.isWhole));
  if (some.length === 0) return new Map();
  const tree = await build.host.git.treeOf(build.project.repository.top, at.ground.commit);
  const found = await readAll(build, some, tree);
  if (found.size === some.length) return found;
  const mark = `${tree} ${gatesKey(some)}`;
  const measured = measures.get(build.project.store) ?? new Map<string, Promise<KnownTests>>();
  measures.set(build.project.store, measured);
  if (!measured.has(mark)) {
    const known = at.measure(at.ground.commit, tree).then(() => readAll(build, some, tree));
    measured.set(mark, known);
    known.catch(() => measured.delete(mark));
  }
  return measured.get(mark)!;
}

/** Asked once a run: where that tree is not green, nothing is known of it, and nothing is asked of work that stands on it. */
const measures = new WeakMap<object, Map<string, Promise<KnownTests>>>();

async function readAll({ host, project }: Build, gates: readonly GateConfig[], tree: string): Promise<KnownTests> {
  const { layout } = project.store;
  const all = await Promise.all(
    gates.map(async (gate) => [gate.name, await readKnownTests(host.files, layout, { tree, gate: gatesKey([gate]) })] as const),
  );
  return new Map(all.flatMap(([name, ran]) => (ran === undefined ? [] : [[name, ran] as const])));
}

/** What ran in a green gate is known of its tree from then on. */
export async function rememberTests(
  { host, project }: Build,
  gate: GateConfig,
  at: { readonly commit: string; readonly isWhole: boolean; readonly ran: readonly RanTests[] },
): Promise<void> {
  if (!isComparable(gate, at.isWhole)) return;
  const tree = await host.git.treeOf(project.repository.top, at.commit);
  await keepKnownTests(host.files, project.store.layout, { tree, gate: gatesKey([gate]), ran: at.ran });
}

/** Tests that ran on the ground, do not run any more, and were nobody's to take away. */
export async function missingTests(
  build: Build,
  known: readonly RanTests[],
  at: { readonly ran: readonly RanTests[]; readonly ground: Ground; readonly commit: string },
): Promise<readonly RanTests[]> {
  const gone = goneTests(known, at.ran);
  if (gone.length === 0) return [];
  const { adrs } = build.project;
  const places = await placesOf(build, gone, at);
  return gone.filter((one) => {
    const some = places(one);
    return some.length === 0 || !some.every((file) => mayGo(at.ground, adrs, { file, name: one.name }));
  });
}

function mayGo(
  { scope, allowed }: Ground,
  adrs: readonly Adr[],
  test: { readonly file: string; readonly name: string },
): boolean {
  if (covers(allowed, test.file)) return true;
  const isLock = adrs.some(({ lockedInBy }) =>
    lockedInBy.some(
      ({ file, titles }) => file === test.file && (titles.length === 0 || titles.some((one) => test.name.includes(one))),
    ),
  );
  return !isLock && (scope === undefined || covers(scope, test.file));
}

/** A test's file as its report says; where it says none, or no file of the ground, the changed files that held its title there. */
async function placesOf(
  { host, project }: Build,
  gone: readonly RanTests[],
  { ground, commit }: { readonly ground: Ground; readonly commit: string },
): Promise<(one: RanTests) => readonly string[]> {
  const { top } = project.repository;
  const paths = await host.git.changedPaths(top, ground.commit, commit);
  const told = gone.flatMap(({ file }) => file ?? []);
  const entries = await host.git.files(top, ground.commit, [...new Set([...told, ...paths])]);
  const changed = paths.flatMap((path) => (entries.has(path) ? [{ path, blob: entries.get(path)!.blob }] : []));
  const blobs = await host.git.blobs(
    top,
    changed.map(({ blob }) => blob),
  );
  const texts = changed.map(({ path, blob }) => ({ path, text: textOf(blobs.get(blob)) }));
  const tests = testsAmong(texts.map(({ path }) => path));
  return ({ file, name }) => {
    if (file !== undefined && entries.has(file)) return [file];
    const last = name.split(' > ').at(-1)!;
    // Subtests of Go stand behind a slash.
    const title = file === undefined ? last : last.split('/')[0]!;
    const holding = title === '' ? [] : texts.flatMap(({ path, text }) => (text.includes(title) ? [path] : []));
    // A title that a program makes up stands nowhere: it was in one of the tests that were changed.
    return holding.length > 0 ? holding : tests;
  };
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined || bytes.length > MOST_BYTES ? '' : Buffer.from(bytes).toString();
}
