import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cards/complete-config.ts';
import { readConfig } from '../../src/cards/read-config.ts';

test('what a config does not say of worktrees has its default', () => {
  expect(DEFAULT_CONFIG.worktree).toEqual({
    setup: [],
    onSetupFailure: 'fail',
    teardown: [],
    onTeardownFailure: 'warn',
    ports: [10_000, 19_999],
    diskFloorBytes: 100_000_000,
    pool: 0,
    keep: ['node_modules'],
  });
});

test('what it says is obeyed, in its unit; ports may be written either way round', () => {
  const written = {
    folder: '../lanes',
    setup: [['npm', 'ci']],
    onSetupFailure: 'warn',
    teardown: [['make', 'down']],
    onTeardownFailure: 'fail',
    pool: 3,
    keep: ['target', 'node_modules'],
  };
  const { config, problems } = readConfig('xpar.config.ts', {
    worktree: { ...written, ports: [30_099, 30_000], diskFloor: '1.5GB' },
  });
  expect(problems).toEqual([]);
  expect(config?.worktree).toEqual({ ...written, ports: [30_000, 30_099], diskFloorBytes: 1_500_000_000 });
});

test('what counts as going in circles has its default, and is obeyed', () => {
  expect(DEFAULT_CONFIG.repeats).toEqual({ failures: 8, denials: 5 });
  expect(readConfig('xpar.config.ts', { repeats: { denials: 0 } }).config?.repeats).toEqual({ failures: 8, denials: 0 });
});

test.each([
  [{ ports: [80, 9000] }],
  [{ ports: [2000] }],
  [{ diskFloor: '1 GB' }],
  [{ pool: -1 }],
  [{ onSetupFailure: 'ignore' }],
  [{ teardown: ['make down'] }],
])('%j is refused', (worktree) => {
  expect(readConfig('xpar.config.ts', { worktree }).problems).toMatchObject([{ reason: 'config-invalid' }]);
});

test.each([[{ login: ['../auth/**'] }], [{ login: ['src/auth/**', '/etc/passwd'] }], [{ ' ': ['src/**'] }]])(
  'keywords %j are refused, as nothing would ever come of them',
  (keywords) => {
    const { problems } = readConfig('xpar.config.ts', { parallel: { keywords } });
    expect(problems).toMatchObject([{ reason: 'config-invalid' }]);
  },
);
