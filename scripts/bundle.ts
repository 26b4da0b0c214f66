// Bundles src/ into dist/: one file per lazily loaded verb, dependencies that are only data or pure code included.
import fs from 'node:fs';
import { rolldown } from 'rolldown';

fs.rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: 'src/main.ts', index: 'src/index.ts', guardian: 'src/host/guardian.ts' },
  platform: 'node',
  external: [/^node:/, /^js-tiktoken/],
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  minify: false,
});
await bundle.close();
