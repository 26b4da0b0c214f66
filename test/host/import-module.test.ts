import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-config-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the config is after each step of files written, in one process. */
function evaluated(...steps: readonly Readonly<Record<string, string>>[]): readonly unknown[] {
  const program = fileURLToPath(new URL('../rig/evaluate-configs.ts', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, [program, folder], { input: JSON.stringify(steps), encoding: 'utf8' }),
  ) as unknown[];
}

const CONFIG = 'xpar.config.mjs';

test('a config is evaluated again when it was edited, and not when it was not', () => {
  const counting = 'globalThis.times = (globalThis.times ?? 0) + 1;\nexport default globalThis.times;\n';
  expect(evaluated({ [CONFIG]: counting }, {}, { [CONFIG]: `${counting}//\n` }, {})).toEqual(
    [1, 1, 2, 2].map((value) => ({ value, files: [CONFIG] })),
  );
});

test('so it is when a file that it imports was edited, however deep; of CommonJS what it was first is kept', () => {
  const files = ['a.mjs', 'b.mjs', 'c.cjs', 'd.cjs', CONFIG];
  const told = evaluated(
    {
      [CONFIG]: "import { a } from './a.mjs';\nimport c from './c.cjs';\nexport default { a, c };\n",
      'a.mjs': "export { b as a } from './b.mjs';\n",
      'b.mjs': "export const b = 'b';\n",
      'c.cjs': "module.exports = require('./d.cjs');\n",
      'd.cjs': "module.exports = 'd';\n",
    },
    { 'b.mjs': "export const b = 'better';\n" },
    { 'd.cjs': "module.exports = 'different';\n" },
  );
  expect(told).toEqual([
    { value: { a: 'b', c: 'd' }, files },
    { value: { a: 'better', c: 'd' }, files },
    { value: { a: 'better', c: 'd' }, files },
  ]);
});

test('a config that failed, or ends the process, is evaluated again, and is whole once it is mended', () => {
  const throws = "throw new Error('not yet');\n";
  expect(evaluated({ [CONFIG]: throws }, {}, { [CONFIG]: 'process.exit(3);\n' }, { [CONFIG]: 'export default 1;\n' })).toEqual([
    { threw: 'not yet' },
    { threw: 'not yet' },
    { threw: 'it calls process.exit' },
    { value: 1, files: [CONFIG] },
  ]);
});

test('a file that it imports and that is not there yet is taken once it is', () => {
  const told = evaluated({ [CONFIG]: "export { default } from './late.mjs';\n" }, { 'late.mjs': 'export default 1;\n' });
  expect(told).toMatchObject([{ threw: expect.stringContaining('late.mjs') }, { value: 1, files: ['late.mjs', CONFIG] }]);
});
