import path from 'node:path';
import type { Files } from '../../host/host.ts';
import { importsOf } from './imports-of.ts';

/** By the names that runners look for. */
const TEST = [
  /(?:^|\/)(?:test|tests|__tests__|spec)\/(?:.*\/)?[^/]+\.(?:[cm]?[jt]sx?|py)$/,
  /[._-](?:test|spec)\.[cm]?[jt]sx?$/,
  /(?:^|\/)test_[^/]+\.py$/,
  /_test\.(?:py|go)$/,
];
/** Beyond it a whole suite is sooner run than its imports are read. */
const MOST_READ = 5_000;

/** What an import can name; and what no test is about. */
const CODE = /\.(?:[cm]?[jt]sx?|py|go)$/;
const PROSE = /(?:\.(?:md|mdx|rst|adoc|txt|png|jpe?g|gif|webp)|(?:^|\/)(?:LICENSE|NOTICE|CODEOWNERS))$/i;

/** Test files by the names that runners look for; of Go, whose tests are run by package, their folders. */
export function testsAmong(tracked: Iterable<string>): readonly string[] {
  return asArguments([...tracked].filter((name) => TEST.some((form) => form.test(name))));
}

/**
 * The tests among `tracked` that `changed` files are, or that load one of them, directly or through others; sorted. In a folder with
 * a changed file of Go its tests are of one package with it. Undefined where nobody can tell: something was changed that is neither
 * prose nor loaded by any test, as far as imports say, or there is too much to read.
 */
export async function relatedTests(
  files: Files,
  folder: string,
  { tracked, changed }: { readonly tracked: Iterable<string>; readonly changed: readonly string[] },
): Promise<readonly string[] | undefined> {
  const meant = changed.filter((name) => !PROSE.test(name));
  if (meant.length === 0) return [];
  if (!meant.every((name) => CODE.test(name))) return undefined;
  const tests = [...tracked].filter((name) => TEST.some((form) => form.test(name)));
  const loadedBy = await loaders(tests, importsOf(files, folder));
  if (loadedBy === undefined) return undefined;
  const own = new Set(tests);
  const found = meant.map((name) => testsOf(name, own, loadedBy));
  return found.every((some) => some.length > 0) ? asArguments([...new Set(found.flat())]) : undefined;
}

function testsOf(name: string, tests: ReadonlySet<string>, loadedBy: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const reached = new Set([name]);
  for (const file of reached) for (const loader of loadedBy.get(file) ?? []) reached.add(loader);
  const folder = path.posix.dirname(name);
  const beside = name.endsWith('.go')
    ? [...tests].filter((test) => test.endsWith('.go') && path.posix.dirname(test) === folder)
    : [];
  return [...[...reached].filter((file) => tests.has(file)), ...beside];
}

function asArguments(tests: readonly string[]): readonly string[] {
  return [...new Set(tests.map((name) => (name.endsWith('.go') ? `./${path.posix.dirname(name)}` : name)))].sort();
}

/** Who imports each file, of all that the tests load. */
async function loaders(
  tests: readonly string[],
  imports: (file: string) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const loadedBy = new Map<string, string[]>();
  const seen = new Set(tests);
  for (let edge = tests; edge.length > 0;) {
    if (seen.size > MOST_READ) return undefined;
    const found = (await Promise.all(edge.map(imports))).flatMap((files, at) => files.map((file) => [file, edge[at]!] as const));
    for (const [file, loader] of found) loadedBy.set(file, [...(loadedBy.get(file) ?? []), loader]);
    edge = [...new Set(found.map(([file]) => file))].filter((file) => !seen.has(file));
    for (const file of edge) seen.add(file);
  }
  return loadedBy;
}
