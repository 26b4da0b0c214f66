/** Far beyond what a test's own code loads; a ring of imports ends anyway. */
const MOST_FILES = 2_000;

/**
 * How far from `starts` each file is that they load, by imports: 0 for themselves. `importsOf` gives what a file imports, by
 * path: this code never sees a line.
 */
export async function importDepths(
  starts: readonly string[],
  importsOf: (path: string) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, number>> {
  const depths = new Map(starts.map((start) => [start, 0]));
  let edge = [...depths.keys()];
  for (let depth = 1; edge.length > 0 && depths.size < MOST_FILES; depth++) {
    const next = (await Promise.all(edge.map(importsOf))).flat().filter((path) => !depths.has(path));
    edge = [...new Set(next)];
    for (const path of edge) depths.set(path, depth);
  }
  return depths;
}
