import { expect, test } from 'vitest';
import { readConfig } from '../../src/cards/read-config.ts';

test.each<readonly [object, object]>([
  [{ gates: [{ name: 'a', command: ['b'], report: 'vitest' }] }, { path: 'gates[0].command', found: 'b' }],
  [{ gates: [{ name: 'a', command: ['b'], minTests: 3 }] }, { path: 'gates[0].report', found: 'nothing, with minTests' }],
  [
    { gates: [{ name: 'a', command: ['b', '{tests}'], report: 'tap', minTests: 3 }] },
    { path: 'gates[0].minTests', found: '3, with {tests}' },
  ],
  [{ gates: [{ name: 'a', command: ['b={tests}'] }] }, { path: 'gates[0].command[0]', found: 'b={tests}' }],
  [{ gates: [{ name: 'a', command: ['b'], after: ['a'] }] }, { path: 'gates[0].after[0]', found: 'a' }],
  [
    {
      gates: [
        { name: 'build', command: ['b'] },
        { name: 'test', command: ['t'], after: ['biuld'] },
      ],
    },
    { path: 'gates[1].after[0]', expected: 'one of build', found: 'biuld', suggestion: 'build' },
  ],
  [
    {
      gates: [
        { name: 'a', command: ['a'], after: ['b'] },
        { name: 'b', command: ['b'], after: ['a'] },
      ],
    },
    { path: 'gates[0].after[0]', expected: 'gates that do not wait for this one', found: 'b' },
  ],
])('%j is told with the path of the key', (value, expected) => {
  expect(readConfig('xpar.config.ts', value).problems).toEqual([
    expect.objectContaining({ reason: 'config-invalid', ...expected }),
  ]);
});

test('lines of TAP and of Go may be what a gate prints', () => {
  const gates = ['tap', 'go'].map((report) => ({ name: report, command: ['run'], report, minTests: 3 }));
  expect(readConfig('xpar.config.ts', { gates }).problems).toEqual([]);
});
