import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { SessionRecord } from '../../src/model/record.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { acpScripts, acpTurn } from '../rig/acp-scripts.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const code = (name: string): Record<string, string> => ({ [`src/${name}.mjs`]: `export const ${name} = (a) => a;\n` });

/** `add`, `double` and `triple`: they need nobody, share no file, and fit one session together. */
beforeEach(() => {
  const card = workshop.read('stories/double.md').replaceAll('double', 'triple').replace('Double a', 'Triple a');
  workshop.write('stories/triple.md', card);
  workshop.edit('stories/double.md', (text) => text.replace('files: [', 'files: [notes/**, '));
});

function staged(scripts: Readonly<Record<string, readonly object[]>>): void {
  const agents = { default: acpScripts(workshop, scripts) };
  workshop.configure({ agents, gates: [{ name: 'there', command: ['git', 'ls-files', '--error-unmatch', 'src/limits.mjs'] }] });
  workshop.commit('Three stories');
}

function sessions(): readonly SessionRecord[] {
  const lines = workshop.read('.xpar/journal.jsonl').split('\n');
  const told = lines.filter((line) => line.includes('"t":"session"')).map((line) => line.slice(line.indexOf('{')));
  return told.map((line) => (JSON.parse(line) as { session: SessionRecord }).session);
}

const build = (...more: string[]) => workshop.xpar('build', 'add', 'double', 'triple', '--sessions', 'packed', '--json', ...more);
const lanes = (): readonly string[] => readdirSync(path.join(workshop.root, 'abacus.xpar')).filter((name) => name !== '.suite');
const touched = (story: string): string =>
  workshop.git('log', '--format=', '--name-only', '--no-merges', `--grep=^Story: ${story}$`, 'xpar/integration').trim();

test('one worktree and one base, with a commit and a gate each, and the ledger says who paid what', async () => {
  staged({
    add: acpTurn(code('add'), [8_000, 9_000]),
    double: acpTurn({ ...code('double'), 'notes/told.md': '@PROMPT@' }, [9_500, 10_000]),
    triple: acpTurn(code('triple'), [10_400, 11_000]),
  });
  const plan = await workshop.xpar('plan');
  expect(plan.stdout).toMatch(/could share a session .*xpar build --sessions packed\nadd \+ double \+ triple /);
  const ran = await build();
  expect([
    ran.code,
    ran
      .told('integrated')
      .map(({ story }) => story)
      .toSorted(),
  ]).toEqual([0, ['add', 'double', 'triple']]);
  const shares = ['add', 'double', 'triple'];
  expect(ran.told('run-started')[0]!.stories.map((one) => one.shares)).toEqual([shares, shares, shares]);
  expect(ran.told('waiting').filter((one) => one.for === 'session').length).toBeGreaterThan(0);
  expect(touched('add')).toBe('src/add.mjs');
  expect(touched('double')).toBe('notes/told.md\nsrc/double.mjs');
  expect(ran.told('ended').filter(({ step }) => step === 'gate')).toHaveLength(3);
  const told = workshop.git('show', 'xpar/integration:notes/told.md');
  expect(told).toContain('# The next story');
  expect(told).toContain('Given to you before in this session, and the same for this card: `ADR-1`, `src/limits.mjs`');
  expect(told).not.toContain('# File `src/limits.mjs`');
  const [first, second, third] = sessions();
  expect([first, second, third].map((one) => [one!.story, one!.shared!.place, one!.censored])).toEqual([
    ['add', 1, false],
    ['double', 2, false],
    ['triple', 3, false],
  ]);
  expect(new Set(sessions().map(({ shared }) => shared!.session))).toEqual(new Set(['add/1']));
  expect([second, third].map((one) => [one!.estimate.baseTokens, one!.actual.firstContextTokens])).toEqual([
    [0, undefined],
    [0, undefined],
  ]);
  expect((await workshop.xpar('context', 'double')).stdout).toContain('(held by the session it shares)');
  const { shared, totals } = (await workshop.xpar('report', '--json')).json<LedgerReport>();
  expect(shared).toMatchObject([{ session: 'add/1', turns: [{ story: 'add' }, { story: 'double' }, { story: 'triple' }] }]);
  // What the scripts say that each turn took, to the token: nothing of a turn is counted in another.
  expect([shared![0]!.spend.input, shared![0]!.spend.output]).toEqual([17_000 + 19_500 + 21_400, 3 * 50]);
  expect(totals.spend).toEqual(shared![0]!.spend);
  expect(shared![0]!.turns.map(({ floorTokens, workingTokens }) => [floorTokens, workingTokens]).slice(1)).toEqual([
    [500, 500],
    [400, 600],
  ]);
  expect(lanes()).toEqual([]);
});

test('one that outgrows its share is stopped and goes on alone with what it has; the next begin a session of their own', async () => {
  const half = { write: { path: 'src/double.mjs', content: 'export const half = 1;\n' } };
  staged({
    add: acpTurn(code('add'), [8_000, 9_000]),
    'double.1': [{ usage: { used: 9_500, size: 200_000 } }, half, { usage: { used: 90_000, size: 200_000 } }, { hang: true }],
    double: acpTurn({ 'notes/told.md': '@PROMPT@' }, [8_000, 9_000]),
    triple: acpTurn(code('triple'), [8_000, 9_000]),
  });
  const ran = await build();
  expect([ran.code, ran.told('retrying').map(({ story, finding }) => [story, finding.problem.reason])]).toEqual([
    0,
    [['double', 'share-outgrown']],
  ]);
  expect(touched('double')).toBe('notes/told.md\nsrc/double.mjs');
  expect(workshop.git('show', 'xpar/integration:src/double.mjs')).toBe('export const half = 1;');
  expect(workshop.git('show', 'xpar/integration:notes/told.md')).toContain('# Checkpoint');
  const by = (story: string) => sessions().filter((one) => one.story === story);
  expect(by('double').map(({ outcome, shared }) => [outcome, shared?.place])).toEqual([
    ['stopped', 2],
    ['completed', undefined],
  ]);
  expect(by('triple')[0]!.shared).toBeUndefined();
});

test('one that reaches into another story is refused and tried again alone; what it left there comes to nobody', async () => {
  const run = (command: string) => ({ ask: { kind: 'execute', rawInput: { command } } });
  staged({
    'add.1': [run('echo stolen > src/triple.mjs'), ...acpTurn(code('add'), [8_000, 9_000])],
    add: [run('rm src/triple.mjs'), ...acpTurn(code('add'), [8_000, 9_000])],
    double: acpTurn(code('double'), [9_500, 10_000]),
    triple: acpTurn(code('triple'), [10_400, 11_000]),
  });
  const ran = await build();
  expect([ran.code, ran.told('retrying').map(({ story, finding }) => [story, finding.problem.reason])]).toEqual([
    0,
    [['add', 'outside-scope']],
  ]);
  expect(touched('add')).toBe('src/add.mjs');
  expect(workshop.git('show', 'xpar/integration:src/triple.mjs')).toBe(code('triple')['src/triple.mjs']!.trim());
  const turns = sessions().map(({ story, shared }) => `${story} ${shared?.place ?? 'alone'}`);
  expect(turns.toSorted()).toEqual(['add 1', 'add alone', 'double 2', 'triple 3']);
});

test('a build that is killed at one of the turns loses nothing: that story goes on alone, and the worktree is put away', async () => {
  staged({
    add: acpTurn(code('add'), [8_000, 9_000]),
    'double.1': [
      { usage: { used: 9_500, size: 200_000 } },
      ...acpTurn(code('double'), [9_600, 9_700]).slice(1, 2),
      { hang: true },
    ],
    double: acpTurn(code('double'), [8_000, 9_000]),
    triple: acpTurn(code('triple'), [8_000, 9_000]),
  });
  // As the config wants it, without a word on the command line.
  workshop.configure({ parallel: { sessions: 'packed', stagger: '0s' } });
  workshop.commit('Packed');
  const going = workshop.start(['build', 'add', 'double', 'triple', '--json']);
  const shared = path.join(workshop.root, 'abacus.xpar/.shared-1');
  await expect.poll(() => existsSync(path.join(shared, 'src/double.mjs')), { timeout: 30_000 }).toBe(true);
  expect((await workshop.xpar('status')).stdout).toContain('implement is under way, in the session of add');
  going.process.kill('SIGKILL');
  await going.ended;
  const ran = await build();
  expect(ran.code).toBe(0);
  const kept = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup/double').trim().split('\n')[0]!;
  expect(workshop.git('show', `${kept}:src/double.mjs`)).toContain('double');
  expect(
    sessions()
      .filter(({ story }) => story === 'double')
      .map(({ shared: turn }) => turn?.place),
  ).toEqual([2, undefined]);
  expect(lanes()).toEqual([]);
});
