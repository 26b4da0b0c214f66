import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/host/node-files.ts';
import { importsOf } from '../../../src/targets/gates/imports-of.ts';

let top = '';
beforeEach(() => void (top = mkdtempSync(path.join(os.tmpdir(), 'xpar-imports-'))));
afterEach(() => rmSync(top, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
    writeFileSync(path.join(top, name), text);
  }
}

const of = (file: string): Promise<readonly string[]> => importsOf(nodeFiles(), top)(file);

test('imports of JavaScript and TypeScript are found in all their forms, and packages are none', async () => {
  write({
    'test/a.test.ts': `import { b } from '../src/b.js';
import type { C } from '../src/c';
import '../src/d.mjs';
import fs from 'node:fs';
const e = await import('../src/e');
const f = require("../src/f.cjs");
export * from './gone.ts';
`,
    'src/b.ts': '',
    'src/c.tsx': '',
    'src/d.mjs': '',
    'src/e/index.ts': '',
    'src/f.cjs': '',
  });
  expect(await of('test/a.test.ts')).toEqual(['src/b.ts', 'src/c.tsx', 'src/d.mjs', 'src/e/index.ts', 'src/f.cjs']);
});

test('modules of Python are found from the top, from src and from where they stand', async () => {
  write({
    'tests/test_a.py': 'import os\nfrom shop.scale import weigh\nfrom . import helper\nimport lib.cash\n',
    'src/shop/scale.py': '',
    'lib/cash.py': '',
    'src/shop/label.py': 'from .scale import weigh\nfrom ..lib import cash\n',
  });
  expect(await of('tests/test_a.py')).toEqual(['lib/cash.py', 'src/shop/scale.py']);
  expect(await of('src/shop/label.py')).toEqual(['src/shop/scale.py']);
});

test('what leads out of the checkout, is no file or is not there has no imports', async () => {
  write({ 'a.mjs': "import '../../etc/passwd.mjs';\nimport './a.mjs';\n" });
  symlinkSync('/etc/passwd', path.join(top, 'link.mjs'));
  expect(await of('a.mjs')).toEqual(['a.mjs']);
  expect([await of('link.mjs'), await of('gone.mjs'), await of('../x.mjs')]).toEqual([[], [], []]);
});
