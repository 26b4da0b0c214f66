import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const TOP = path.join(import.meta.dirname, '../..');

/** What of the bundle is replaced by what; each must be there exactly once. */
export type Mutation = readonly (readonly [before: string, after: string])[];

export interface MutatedBuild {
  readonly bin: string;
  close(): void;
}

/** A copy of the built xpar with a fault put in: what tests of the tests run. */
export function mutatedBuild(mutation: Mutation): MutatedBuild {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-mutated-')));
  for (const part of ['bin', 'dist', 'schemas', 'package.json']) {
    cpSync(path.join(TOP, part), path.join(root, part), { recursive: true });
  }
  symlinkSync(path.join(TOP, 'node_modules'), path.join(root, 'node_modules'), 'dir');
  for (const [before, after] of mutation) replaceOnce(path.join(root, 'dist/chunks'), before, after);
  return { bin: path.join(root, 'bin/xpar.mjs'), close: () => rmSync(root, { recursive: true, force: true }) };
}

function replaceOnce(folder: string, before: string, after: string): void {
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const holding = files.filter((file) => readFileSync(file, 'utf8').includes(before));
  const [file] = holding;
  const parts = file === undefined ? [] : readFileSync(file, 'utf8').split(before);
  if (file === undefined || holding.length > 1 || parts.length !== 2) throw new Error(`the bundle does not hold once: ${before}`);
  writeFileSync(file, parts.join(after));
}
