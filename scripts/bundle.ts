// Bundles src/ into dist/: one file per lazily loaded verb, dependencies that are only data or pure code included.
import fs from 'node:fs';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { rolldown } from 'rolldown';
import { packRanks } from '../src/host/rank-table.ts';

fs.rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    guardian: 'src/host/guardian.ts',
    worker: 'src/host/worker.ts',
    'parse-card': 'src/cards/parse-card.ts',
  },
  platform: 'node',
  external: [/^node:/, /^js-tiktoken/],
});
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  minify: false,
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
