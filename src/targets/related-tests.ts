import path from 'node:path';
import type { Files } from '../host/host.ts';
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

/**
 * The test files among `tracked` that `changed` files are, or that load one of them, directly or through others; sorted. In a
 * folder with a changed file of Go its tests are of one package with it. Undefined where that is too much to find out.
 */
export async function relatedTests(
  files: Files,
  folder: string,
  { tracked, changed }: { readonly tracked: Iterable<string>; readonly changed: readonly string[] },
): Promise<readonly string[] | undefined> {
  const tests = [...tracked].filter((name) => TEST.some((form) => form.test(name)));
  const loadedBy = await loaders(tests, importsOf(files, folder));
  if (loadedBy === undefined) return undefined;
  const reached = new Set(changed);
  for (const file of reached) for (const loader of loadedBy.get(file) ?? []) reached.add(loader);
  const packages = new Set(changed.filter((name) => name.endsWith('.go')).map((name) => path.posix.dirname(name)));
  return tests.filter((name) => reached.has(name) || (name.endsWith('.go') && packages.has(path.posix.dirname(name)))).sort();
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
