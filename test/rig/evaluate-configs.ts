import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { importModule } from '../../src/host/import-module.ts';

// A process of its own: where tests run, modules are loaded by their runner. Its argument is the folder; on its input stand
// steps, each files to write; on its output what `xpar.config.mjs` was after each of them.
const [folder = ''] = process.argv.slice(2);
const chunks: Uint8Array[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
const steps = JSON.parse(Buffer.concat(chunks).toString()) as readonly Readonly<Record<string, string>>[];
const configs: unknown[] = [];
for (const files of steps) {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  configs.push(await evaluated());
}
process.stdout.write(JSON.stringify(configs));

async function evaluated(): Promise<unknown> {
  try {
    const { value, files } = await importModule(path.join(folder, 'xpar.config.mjs'), folder.concat('-no'));
    return { value, files: files.map((file) => path.relative(folder, file)).toSorted() };
  } catch (error) {
    return { threw: (error as Error).message };
  }
}
