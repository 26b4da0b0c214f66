import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/host/node-files.ts';
import { relatedTests, testsAmong } from '../../../src/targets/gates/related-tests.ts';

const FILES: Readonly<Record<string, string>> = {
  'src/money.ts': '',
  'src/price.ts': "import { money } from './money.js';",
  'src/scale.ts': "import './ring.ts';",
  'src/ring.ts': "import './scale.ts';",
  'test/price.test.ts': "import { price } from '../src/price.ts';",
  'src/scale.spec.tsx': "import { scale } from './scale';",
  'test/helpers/money.mjs': "export * from '../../src/money.ts';",
  'test/README.md': '',
  'pkg/sum.go': '',
  'pkg/sum_test.go': '',
  'other/other_test.go': '',
  'lib/weigh.py': '',
  'lib/price.py': '',
  'lib/test_weigh.py': 'from lib import (\n  weigh as w,\n)',
  'tests/test_price.py': 'import os, lib.price',
  'src/lonely.ts': '',
  'package.json': '{}',
};

let top = '';
beforeEach(() => {
  top = mkdtempSync(path.join(os.tmpdir(), 'xpar-related-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
    writeFileSync(path.join(top, name), text);
  }
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const related = (...changed: readonly string[]): Promise<readonly string[] | undefined> =>
  relatedTests(nodeFiles(), top, { tracked: Object.keys(FILES), changed });

test.each([
  [['src/money.ts'], ['test/helpers/money.mjs', 'test/price.test.ts']],
  [['src/price.ts'], ['test/price.test.ts']],
  [['src/ring.ts'], ['src/scale.spec.tsx']],
  [['test/price.test.ts'], ['test/price.test.ts']],
  [['pkg/sum.go'], ['./pkg']],
  [['lib/weigh.py'], ['lib/test_weigh.py']],
  [['lib/price.py'], ['tests/test_price.py']],
  [['README.md', 'src/price.ts'], ['test/price.test.ts']],
  [['README.md'], []],
  [[], []],
])('of %j the tests are those that load it', async (changed, tests) => {
  expect(await related(...changed)).toEqual(tests);
});

test.each([['package.json'], ['src/lonely.ts'], ['src/gone.ts'], ['src/price.ts', 'data/rates.csv']])(
  'of %j and what comes with it nobody can tell which tests are concerned',
  async (...changed) => {
    expect(await related(...changed)).toBeUndefined();
  },
);

test('all tests are the files that runners look for, and packages of Go', () => {
  expect(testsAmong(Object.keys(FILES))).toEqual([
    './other',
    './pkg',
    'lib/test_weigh.py',
    'src/scale.spec.tsx',
    'test/helpers/money.mjs',
    'test/price.test.ts',
    'tests/test_price.py',
  ]);
});

test('where tests load thousands of files, nobody says which are meant', async () => {
  const many = Array.from({ length: 5_001 }, (_, at) => `test/t${at}.ts`);
  expect(await relatedTests(nodeFiles(), top, { tracked: many, changed: ['a.ts'] })).toBeUndefined();
});
