import { expect, test } from 'vitest';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.json';

test('one checkout for all lanes is had by its word', () => {
  const { config, problems } = readConfig(FILE, { parallel: { mode: 'shared' } });
  expect([config.parallel.mode, problems]).toEqual(['shared', []]);
});

test.each([
  [{ parallel: { mode: 'share' } }, { path: 'parallel.mode', suggestion: 'shared' }],
  [{ parallel: { mode: 'shared', conflicts: 'isolate' } }, { path: 'parallel.conflicts', found: 'isolate' }],
  [{ parallel: { mode: 'shared', conflicts: 'optimistic' } }, { path: 'parallel.conflicts', found: 'optimistic' }],
  [{ parallel: { mode: 'shared', sessions: 'packed' } }, { path: 'parallel.sessions', found: 'packed' }],
  [
    { parallel: { mode: 'shared' }, isolation: 'clone' },
    { path: 'isolation', found: 'clone' },
  ],
])('%j is refused', (config, problem) => {
  expect(readConfig(FILE, config).problems).toMatchObject([{ reason: 'config-invalid', ...problem }]);
});
