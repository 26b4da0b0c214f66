import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cards/complete-config.ts';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.ts';

const SNAPSHOTS = ['**/*.snap', '**/__snapshots__/**'];

const PLAIN = { mode: 'worktree', conflicts: 'sequential', sessions: 'own', keywords: {} };
const BESIDE = { mode: 'worktree', conflicts: 'optimistic', sessions: 'packed', keywords: { a: ['b'] } } as const;
test('an empty config is the default one', () => {
  expect(readConfig(FILE, {})).toEqual({ config: DEFAULT_CONFIG, problems: [] });
  const { worktree: _elsewhere, repeats: _too, roles: _own, ...rest } = DEFAULT_CONFIG;
  expect(rest).toEqual({
    integration: 'xpar/integration',
    stories: 'stories',
    adrs: 'adr',
    models: {},
    agents: { default: { kind: 'claude', profile: 'lean' } },
    gates: [],
    parallel: { ...PLAIN, jobs: 3, staggerMs: 2000, memoryFloorBytes: 256_000_000, maxLoad: 8 },
    integrate: { wave: 8, everyCommit: false, flaky: 'accept', lineLists: [], mergiraf: true, golden: SNAPSHOTS },
    acceptance: 'land',
    budget: { run: {}, stories: {}, roles: {}, commands: {}, onExceed: 'pause', countCacheReads: false },
    retries: 3,
    timeouts: { idleMs: 600_000, wallMs: 3_600_000, quotaMs: 21_600_000, outageMs: 1_800_000, approvalMs: 600_000 },
    autonomous: false,
    permissions: { commands: 'allow', allow: [] },
    docs: [],
    hotspots: ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'Cargo.lock', 'go.sum', 'uv.lock', 'poetry.lock'],
    protected: ['xpar.config.*', '.worktreeinclude'],
    gateEnv: [],
    isolation: 'worktree',
    secrets: [],
    sandbox: { use: 'none' },
    report: {},
  });
});

const WRITTEN = {
  base: 'main',
  integration: 'work',
  stories: './cards/',
  adrs: 'docs\\adr',
  models: {
    m: { smartZone: { warn: '64k', hard: 100_000 }, kappa: 1.3, usdPerMillion: { input: 3, output: 15 }, window: '1000k' },
  },
  agents: { api: { kind: 'command', command: ['sh', 'agent.sh'], env: ['TOKEN'], baseTokens: 10 } },
  gates: [
    { name: 'lint', rung: 1, command: ['oxlint'] },
    { name: 'test', command: ['vitest', '--outputFile={report}'], timeout: '90s', report: 'junit', onRequest: true },
  ],
  parallel: { ...BESIDE, jobs: 5, stagger: '500ms', memoryFloor: '1GB', maxLoad: 0 },
  integrate: { wave: 4, everyCommit: true, flaky: 'refuse', lineLists: ['CHANGES.md'], mergiraf: false, golden: ['a/**'] },
  acceptance: 'story',
  retries: 1,
  timeouts: { wall: '1.5h', quota: '2h', outage: '0s', approval: '30s' },
  permissions: { commands: 'ask', allow: ['npm test'] },
  autonomous: true,
  notify: ['say', '{message}'],
  worktree: { folder: '../lanes', setup: [['npm', 'ci']] },
  docs: ['docs/api.md', 'https://docs.example.com'],
  hotspots: ['src/routes.ts'],
  protected: ['.ci/**'],
  isolation: 'clone',
  gateEnv: ['CI'],
  secrets: ['LEGACY'],
  report: { shared: './ledger/', iterations: { from: '2026-11-02', days: 14 } },
  sandbox: { use: 'bwrap', writable: ['~/.npm'] },
};

test('every key that is written is obeyed, in its unit', () => {
  const { config, problems } = readConfig(FILE, WRITTEN);
  expect(problems).toEqual([]);
  expect(config).toEqual({
    repeats: DEFAULT_CONFIG.repeats,
    roles: [],
    base: 'main',
    integration: 'work',
    stories: 'cards',
    adrs: 'docs/adr',
    models: {
      m: {
        smartZone: { warnTokens: 64_000, hardTokens: 100_000, source: 'config' },
        kappa: 1.3,
        usdPerMillion: { input: 3, output: 15 },
        window: 1_000_000,
      },
    },
    agents: {
      default: { kind: 'claude', profile: 'lean' },
      api: { kind: 'command', command: ['sh', 'agent.sh'], env: ['TOKEN'], baseTokens: 10 },
    },
    gates: [
      { name: 'lint', rung: 1, command: ['oxlint'], timeoutMs: 600_000, onRequest: false },
      {
        name: 'test',
        rung: 3,
        command: ['vitest', '--outputFile={report}'],
        timeoutMs: 90_000,
        report: 'junit',
        onRequest: true,
      },
    ],
    parallel: { ...BESIDE, jobs: 5, staggerMs: 500, memoryFloorBytes: 1e9, maxLoad: 0 },
    integrate: { wave: 4, everyCommit: true, flaky: 'refuse', lineLists: ['CHANGES.md'], mergiraf: false, golden: ['a/**'] },
    acceptance: 'story',
    budget: DEFAULT_CONFIG.budget,
    retries: 1,
    worktree: { ...DEFAULT_CONFIG.worktree, folder: '../lanes', setup: [['npm', 'ci']] },
    timeouts: { idleMs: 600_000, wallMs: 5_400_000, quotaMs: 7_200_000, outageMs: 0, approvalMs: 30_000 },
    permissions: { commands: 'ask', allow: ['npm test'] },
    autonomous: true,
    notify: ['say', '{message}'],
    docs: ['docs/api.md', 'https://docs.example.com'],
    hotspots: ['src/routes.ts'],
    protected: ['.ci/**'],
    isolation: 'clone',
    gateEnv: ['CI'],
    secrets: ['LEGACY'],
    sandbox: { use: 'bwrap', writable: ['~/.npm'], readable: [], hidden: [], domains: [] },
    report: { shared: 'ledger', iterations: { from: Date.UTC(2026, 10, 2), days: 14 } },
  });
});

const WRONG: readonly (readonly [unknown, object])[] = [
  [null, { path: 'config', expected: 'a map of keys', found: 'null' }],
  [() => 1, { path: 'config', found: 'a function' }],
  [{ gate: [] }, { path: 'gate', found: 'gate', suggestion: 'gates' }],
  [{ sandbox: 'chroot' }, { path: 'sandbox', found: '"chroot"' }],
  [{ budget: { overal: '500k' } }, { path: 'budget.overal', suggestion: 'overall' }],
  [{ budget: { overall: -1 } }, { path: 'budget.overall', found: '-1' }],
  [{ budget: { overall: '12kk' } }, { path: 'budget.overall', expected: 'a token count such as 64000 or 64k', found: '"12kk"' }],
  [{ budget: { overall: Number('1e309') } }, { path: 'budget.overall' }],
  [{ budget: { overall: '0k' } }, { path: 'budget.overall', expected: 'more than no tokens' }],
  [{ budget: { usd: 0 } }, { path: 'budget.usd', expected: 'an amount of USD above 0' }],
  [{ budget: { usd: '20' } }, { path: 'budget.usd' }],
  [{ budget: { perStory: { login: {} } } }, { path: 'budget.perStory.login' }],
  [{ budget: { perStory: { login: '0' } } }, { path: 'budget.perStory.login', expected: 'more than no tokens' }],
  [{ budget: { perRole: { implementor: '9k' } } }, { path: 'budget.perRole.implementor', suggestion: 'implementer' }],
  [
    { agents: { default: { kind: 'command', command: ['/usr/bin/node', 'a.mjs'] } }, budget: { perCommand: { nodejs: '9k' } } },
    { path: 'budget.perCommand.nodejs', expected: 'one of node', suggestion: 'node' },
  ],
  [{ budget: { onExceed: 'halt' } }, { path: 'budget.onExceed', expected: 'one of warn, pause, stop' }],
  [{ parallel: { jobs: 0 } }, { path: 'parallel.jobs', expected: 'a whole number from 1 to 256', found: '0' }],
  [{ parallel: { conflicts: 'optimist' } }, { path: 'parallel.conflicts', suggestion: 'optimistic' }],
  [{ parallel: { stagger: 2 } }, { path: 'parallel.stagger', expected: 'a duration such as 10m, 2s or 500ms', found: '2' }],
  [{ timeouts: { idle: '10 minutes' } }, { path: 'timeouts.idle', found: '"10 minutes"' }],
  [{ timeouts: { wall: '0s' } }, { path: 'timeouts.wall', expected: 'more than no time' }],
  [{ retries: '3' }, { path: 'retries' }],
  [{ base: '--upload-pack=x' }, { path: 'base', expected: 'the name of a branch' }],
  [{ integration: 'a..b' }, { path: 'integration' }],
  [{ base: 'xpar/integration' }, { path: 'integration', expected: 'another branch than base' }],
  [{ stories: '../elsewhere' }, { path: 'stories' }],
  [{ adrs: '/etc' }, { path: 'adrs' }],
  [{ report: { shared: '../elsewhere' } }, { path: 'report.shared' }],
  [{ report: { shared: 'stories/' } }, { path: 'report.shared', expected: 'a folder of its own, apart from stories and adrs' }],
  [{ report: { shared: '.' } }, { path: 'report.shared' }],
  [
    { report: { iterations: { from: '2026-02-30', days: 7 } } },
    { path: 'report.iterations.from', expected: 'a day of the calendar' },
  ],
  [{ report: { iterations: { from: '2. November', days: 7 } } }, { path: 'report.iterations.from' }],
  [{ report: { iterations: { from: '2026-11-02', days: 0 } } }, { path: 'report.iterations.days' }],
  [{ report: { iterations: { days: 7 } } }, { path: 'report.iterations.from' }],
  [{ protected: ['../x'] }, { path: 'protected[0]' }],
  [{ agents: { api: { kind: 'comand', command: ['x'] } } }, { path: 'agents.api.kind', suggestion: 'command' }],
  [{ agents: { api: { kind: 'command' } } }, { path: 'agents.api.command', found: 'nothing' }],
  [{ agents: { api: { kind: 'claude', comand: ['x'] } } }, { path: 'agents.api.comand', suggestion: 'command' }],
  [{ agents: { api: {} } }, { path: 'agents.api.kind', found: 'nothing' }],
  [{ agents: { api: 'sh -c x' } }, { path: 'agents.api', found: '"sh -c x"' }],
  [
    { gates: [{ name: 'a', command: 'npm test' }] },
    { path: 'gates[0].command', expected: 'a command as a list of program and arguments' },
  ],
  [{ gates: [{ name: 'a', command: [] }] }, { path: 'gates[0].command', found: '[]' }],
  [{ gates: [{ name: 'a', command: ['b'], rung: 4 }] }, { path: 'gates[0].rung', expected: '1, 2 or 3' }],
  [{ gates: [{ name: 'a', command: ['b'], report: 'junit' }] }, { path: 'gates[0].command', found: 'b' }],
  [{ gates: [{ name: 'a', command: ['{report}'] }] }, { path: 'gates[0].report' }],
  [
    { gates: [{ name: 'a', command: ['sh', '-c', 'for f in {files}; do check $f; done'] }] },
    { path: 'gates[0].command[2]', found: 'for f in {files}; do check $f; done' },
  ],
  [
    {
      gates: [
        { name: 'a', command: ['b'] },
        { name: 'a', command: ['c'] },
      ],
    },
    { path: 'gates[1].name', found: 'a' },
  ],
  [
    { models: { m: { smartZone: { warn: '100k', hard: '64k' } } } },
    { path: 'models.m.smartZone.warn', expected: 'at most hard (64000)' },
  ],
  [{ models: { m: { smartZone: { warn: '100k' } } } }, { path: 'models.m.smartZone.hard' }],
  [{ models: { m: { kappa: Number.NaN } } }, { path: 'models.m.kappa', found: 'NaN' }],
  [{ gateEnv: ['A=B'] }, { path: 'gateEnv[0]', found: '"A=B"' }],
];

test.each(WRONG)('%j is told with the path of the key', (value, expected) => {
  const { config, problems } = readConfig(FILE, value);
  expect(problems).toEqual([expect.objectContaining({ reason: 'config-invalid', file: FILE, ...expected })]);
  expect(config).toBe(DEFAULT_CONFIG);
});

test('a value inside itself and a getter that throws are told too', () => {
  const ring: Record<string, unknown> = {};
  ring['models'] = ring;
  expect(readConfig(FILE, ring).problems).toMatchObject([{ reason: 'config-invalid', found: 'a value inside itself' }]);
  const throwing = Object.defineProperty({}, 'base', {
    enumerable: true,
    get: () => {
      throw new Error('no base today');
    },
  });
  expect(readConfig(FILE, throwing).problems).toMatchObject([{ reason: 'config-failed', detail: 'no base today' }]);
});

test('a key __proto__ is unknown and pollutes nothing', () => {
  expect(readConfig(FILE, JSON.parse('{"__proto__": {"polluted": 1}}')).problems).toMatchObject([{ path: '__proto__' }]);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a value without a text of its own is told like any other', () => {
  for (const odd of [{ toString: {} }, Object.create(null), [Object.create(null)]])
    expect(readConfig(FILE, { base: odd }).problems).toMatchObject([{ reason: 'config-invalid', path: 'base' }]);
});

test('reading never throws, whatever the value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  });
  const names = 'base stories models agents gates parallel integrate budget retries timeouts worktree protected gateEnv report';
  const keys = fc.constantFrom(...names.split(' '));
  fc.assert(
    fc.property(fc.oneof(anything, fc.dictionary(keys, fc.jsonValue())), (value) => {
      const { config, problems } = readConfig(FILE, value);
      expect(config === DEFAULT_CONFIG || problems.length === 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
