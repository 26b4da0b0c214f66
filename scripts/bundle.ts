// Bundles src/ into dist/: one file per lazily loaded verb, dependencies that are only data or pure code included.
import fs from 'node:fs';
import path from 'node:path';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { rolldown, type OutputAsset, type OutputChunk } from 'rolldown';
import { packRanks } from '../src/host/rank-table.ts';

/** Started apart, by name. */
const APART = {
  index: 'src/index.ts',
  guardian: 'src/host/guardian.ts',
  starter: 'src/host/starter.ts',
  worker: 'src/host/worker.ts',
  'parse-card': 'src/cards/parse-card.ts',
  'read-report': 'src/integrate/read-report.ts',
};

/** What is loaded in one go, one after the other. A file each: every single one takes Node as long as looking at four hundred cards. */
const TOGETHER = {
  quick: 'src/cli/quick.ts',
  cli: 'src/cli/cli.ts',
  'node-host': 'src/host/node-host.ts',
  pipeline: 'src/pipeline.ts',
};

fs.rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: 'src/main.ts', ...APART },
  platform: 'node',
  external: [/^node:/, /^js-tiktoken/],
});
const layout = {
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  minify: false,
} as const;
const groups = groupsOf((await bundle.generate(layout)).output);
const { output } = await bundle.write({
  ...layout,
  codeSplitting: { groups: [...groups].map(([name, modules]) => ({ name, test: (id) => modules.has(id) })) },
});
await bundle.close();

// Which packages each file holds code of: a test counts what a command loads.
const packages = output.flatMap((file) => {
  if (file.type !== 'chunk') return [];
  const names = file.moduleIds.flatMap((id) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1] ?? []);
  return [[file.fileName, [...new Set(names)].sort()] as const];
});
fs.writeFileSync('dist/packages.json', `${JSON.stringify(Object.fromEntries(packages), null, 1)}\n`);

fs.writeFileSync('dist/o200k.ranks', packRanks(o200k));

/** Modules of each group: all that its first needs at once, without what an earlier one has, or what is started apart. */
function groupsOf(files: readonly (OutputChunk | OutputAsset)[]): ReadonlyMap<string, ReadonlySet<string>> {
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  const taken = new Set(Object.values(APART).flatMap((entry) => atOnce(chunks, entry)));
  // The door itself waits for what it loads later, which may need the rest: it stays apart.
  taken.add(path.resolve('src/main.ts'));
  return new Map(
    Object.entries(TOGETHER).map(([name, first]) => {
      const modules = new Set(atOnce(chunks, first).filter((id) => !taken.has(id)));
      for (const id of modules) taken.add(id);
      return [name, modules];
    }),
  );
}

/** Modules that stand in a module's file and in all that file imports, without those imported later. */
function atOnce(chunks: ReadonlyMap<string, OutputChunk>, module: string): readonly string[] {
  const first = [...chunks.values()].find(({ moduleIds }) => moduleIds.includes(path.resolve(module)));
  if (first === undefined) throw new Error(`${module} is in no file of the bundle`);
  const seen = new Set([first.fileName]);
  for (const name of seen) for (const next of chunks.get(name)!.imports) if (chunks.has(next)) seen.add(next);
  return [...seen].flatMap((name) => chunks.get(name)!.moduleIds);
}
