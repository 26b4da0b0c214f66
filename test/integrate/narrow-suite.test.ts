import { expect, test } from 'vitest';
import { narrowOf } from '../../src/integrate/narrow-suite.ts';

/** As the real runners say it. */
const SAYS = {
  vitest:
    ' ❯ test/a.test.ts (2 tests | 1 failed) 4ms\n   × adds 3ms\n FAIL  |unit| test/a.test.ts > adds\nAssertionError: 1\n FAIL  test/b.test.ts [ test/b.test.ts ]\n',
  jest: 'PASS test/c.test.js\nFAIL test/a.test.js\n  ● adds\nFAIL unit test/b.test.tsx (5.2 s)\n',
  nodeSpec: '✖ adds (1ms)\n\n✖ failing tests:\n\ntest at test/a.test.mjs:10:1\n✖ adds (1ms)\n  AssertionError\n',
  nodeTap: "not ok 1 - adds\n  ---\n  location: '/lane/test/a.test.mjs:3:1'\n  failureType: 'x'\n",
  pytest: 'FAILED tests/test_a.py::test_adds - assert 1 == 2\nERROR tests/test_b.py\n1 failed, 1 error\n',
  go: '--- FAIL: TestAdds (0.00s)\nFAIL\nFAIL\texample.com/mod/scale\t0.003s\nok  \texample.com/mod/label\t0.002s\nFAIL\texample.com/mod/cash [build failed]\nFAIL\n',
  cargo: 'test scale::adds ... FAILED\ntest scale::takes ... ok\n\nfailures:\n    scale::adds\n',
};

test.each([
  [['npx', 'vitest', 'run'], SAYS.vitest, ['npx', 'vitest', 'run', 'test/a.test.ts', 'test/b.test.ts']],
  [
    ['node_modules/.bin/vitest', 'run', '--reporter=junit', '--outputFile={report}'],
    SAYS.vitest,
    ['node_modules/.bin/vitest', 'run', '--reporter=junit', '--outputFile={report}', 'test/a.test.ts', 'test/b.test.ts'],
  ],
  [['npx', 'jest'], SAYS.jest, ['npx', 'jest', 'test/a.test.js', 'test/b.test.tsx']],
  [['node', '--test'], SAYS.nodeSpec, ['node', '--test', 'test/a.test.mjs']],
  [['node', '--test', '--test-reporter=tap'], SAYS.nodeTap, ['node', '--test', '--test-reporter=tap', '/lane/test/a.test.mjs']],
  [['python3', '-m', 'pytest', '-q'], SAYS.pytest, ['python3', '-m', 'pytest', '-q', 'tests/test_a.py', 'tests/test_b.py']],
  [['uv', 'run', 'pytest'], SAYS.pytest, ['uv', 'run', 'pytest', 'tests/test_a.py', 'tests/test_b.py']],
  [['go', 'test', '-race', './...'], SAYS.go, ['go', 'test', '-race', 'example.com/mod/scale', 'example.com/mod/cash']],
  [['cargo', 'test'], SAYS.cargo, ['cargo', 'test', '--', '--exact', 'scale::adds']],
  [['cargo', 'test', '--', '--nocapture'], SAYS.cargo, ['cargo', 'test', '--', '--nocapture', 'scale::adds']],
])('%j runs only what failed', (command, output, expected) => {
  const narrow = narrowOf({ command })!;
  expect(narrow.command(narrow.failing(output))).toEqual(expected);
});

test.each([
  [['npm', 'test'], 'vitest run', ['npm', 'test', '--', 'x']],
  [['npm', 'run', 'test'], 'node --test', ['npm', 'run', 'test', '--', 'x']],
  [['pnpm', 'test'], 'jest --ci', ['pnpm', 'test', 'x']],
  [['npm', 'test'], 'tsc && vitest run', undefined],
  [['npm', 'test'], 'node --test test/*.mjs', undefined],
  [['npm', 'test'], 'node test.mjs', undefined],
  [['npm', 'test'], undefined, undefined],
  [['npm', 'run', 'lint'], 'vitest run', undefined],
])('%j with the script %j', (command, script, expected) => {
  expect(narrowOf({ command }, script)?.command(['x'])).toEqual(expected);
});

test.each([
  [['npx', 'vitest', 'run', 'test/unit']],
  [['node', 'check.mjs']],
  [['node', '--test', 'test/one.mjs']],
  [['go', 'vet', './...']],
  [['cargo', 'clippy']],
  [['sh', '-c', 'vitest run']],
  [['make', 'test']],
])('%j can only be run again whole', (command) => {
  expect(narrowOf({ command })).toBeUndefined();
});

test('what a config says goes before what is known, and any runner`s words are understood', () => {
  const rerun = ['bin/check', '--only', '{tests}', '--quiet'];
  const narrow = narrowOf({ command: ['make', 'test'], rerun })!;
  expect(narrow.are).toBe('files');
  expect(narrow.command(narrow.failing(SAYS.pytest))).toEqual([
    'bin/check',
    '--only',
    'tests/test_a.py',
    'tests/test_b.py',
    '--quiet',
  ]);
});

test('colours are no part of a name, and a name is said once', () => {
  const narrow = narrowOf({ command: ['npx', 'vitest', 'run'] })!;
  expect(narrow.failing('\u001b[31m FAIL \u001b[39m test/a.test.ts > adds\n FAIL  test/a.test.ts > takes\n')).toEqual([
    'test/a.test.ts',
  ]);
  expect(narrow.failing('everything is on fire\n')).toEqual([]);
});
