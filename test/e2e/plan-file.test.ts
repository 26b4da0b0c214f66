import path from 'node:path';
import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { PlanFile } from '../../src/model/generated/plan.ts';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
/** Beside the repository, where nobody takes it for the person's own. */
const FILE = '../plan.json';

async function planned(...args: readonly string[]): Promise<PlanFile> {
  expect(await workshop.xpar('plan', '--out', FILE, ...args)).toMatchObject({ code: 0 });
  return JSON.parse(workshop.read(FILE)) as PlanFile;
}

async function refused(reason: string, ...more: readonly string[]): Promise<string> {
  const ran = await workshop.xpar('build', '--plan', FILE, ...more);
  expect(ran).toMatchObject({ code: 2, stdout: '', refusals: [reason] });
  expect(workshop.exists('.xpar/journal.jsonl')).toBe(false);
  expect(workshop.stage.begun).toEqual([]);
  return ran.stderr;
}

test('is written over a plan of ours alone', async () => {
  workshop.write(FILE, '{ "mine": true }\n');
  expect(await workshop.xpar('plan', '--out', FILE)).toMatchObject({ code: 2, refusals: ['file-exists'] });
  expect(workshop.read(FILE)).toBe('{ "mine": true }\n');
  workshop.write(FILE, '');
  for (const target of ['add', 'double']) expect(await planned(target)).toMatchObject({ asked: { targets: [target] } });
});

test('runs exactly what was priced, with -k and -j as the build says', async () => {
  const plan = await planned('double');
  expect(plan).toMatchObject({
    schemaVersion: 1,
    base: { name: 'main' },
    asked: { targets: ['double'] },
    price: { toImplement: 1 },
  });
  expect(plan.jobs).toMatchObject([
    { story: 'double', steps: ['budget-check', 'worktree', 'implement', 'gate', 'integrate'], price: { toImplement: 1 } },
  ]);
  const dry = await workshop.xpar('build', '-n', '--json', '--plan', FILE);
  expect(dry.json<{ wouldRun: readonly { story: string }[] }>().wouldRun.map(({ story }) => story)).toEqual(['double']);
  workshop.plays(GOOD);
  const ran = await workshop.xpar('build', '--plan', FILE, '-k', '-j', '2', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['double']);
  expect(ran.told('run-started')).toMatchObject([{ jobs: 2 }]);
  expect(await workshop.xpar('build', '--plan', FILE)).toMatchObject({ code: 2, refusals: ['plan-changed'] });
});

test("narrowing and what-ifs are the plan's, and are kept", async () => {
  expect(await planned('--filter', 'd*', '-W', 'adr/ADR-2-*.md')).toMatchObject({
    asked: { targets: [], filter: 'd*', whatIf: ['adr/ADR-2-*.md'] },
    jobs: [{ story: 'double' }],
  });
  workshop.plays(GOOD);
  const ran = await workshop.xpar('build', '--plan', FILE, '--json');
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['double']);
});

test.for([
  ['a card', 'double: body', () => workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid again'))],
  [
    'a contract',
    'double: contract ADR-2',
    () => workshop.edit('adr/ADR-2-one-limit.md', (text) => text.replace('largest', 'biggest')),
  ],
  ['a gate', 'add: gates', () => workshop.configure({ gates: [{ name: 'checks', command: ['true'] }] })],
  [
    'a story more',
    'triple: steps',
    () => workshop.write('stories/triple.md', workshop.read('stories/double.md').replaceAll('double', 'triple')),
  ],
  ['a commit', 'base main@', () => workshop.commit('Another base')],
] as const)('%s that changed since is named, and nothing is started', async ([what, named, change]) => {
  await planned();
  if (what === 'a commit') workshop.write('notes.md', 'a note');
  change();
  expect(await refused('plan-changed')).toContain(named);
});

test('a plan that is cut short, of a newer xpar, of another repository, hostile or none is refused', async () => {
  const plan = await planned();
  const text = workshop.read(FILE);
  workshop.write(FILE, text.slice(0, text.length / 2));
  expect(await refused('plan-unreadable')).toContain('no whole JSON document');
  workshop.write(FILE, '[]');
  await refused('plan-unreadable');
  workshop.write(FILE, 'null');
  await refused('plan-unreadable');
  workshop.write(FILE, JSON.stringify({ ...plan, schemaVersion: 2, more: true }));
  expect(await refused('plan-newer')).toContain('version 2');
  workshop.write(FILE, JSON.stringify({ ...plan, start: 'f'.repeat(40) }));
  await refused('plan-elsewhere');
  workshop.write(FILE, JSON.stringify({ ...plan, start: '--output=/tmp/x' }));
  await refused('plan-unreadable');
  workshop.write(FILE, JSON.stringify({ ...plan, jobs: [{ ...plan.jobs[0]!, story: '../\u001b[2J' }] }));
  expect(await refused('plan-changed')).not.toContain('\u001b');
  symlinkSync('/etc/passwd', path.join(workshop.root, 'link.json'));
  expect(await workshop.xpar('build', '--plan', '../link.json')).toMatchObject({ code: 2, refusals: ['plan-unreadable'] });
  expect(await workshop.xpar('build', '--plan', '../none.json')).toMatchObject({ code: 2, refusals: ['plan-unreadable'] });
});

test('says itself what to build: targets, narrowing, -W, -B and -t are refused beside it', async () => {
  await planned();
  await refused('bad-argument', 'add');
  for (const more of [
    ['--filter', 'a*'],
    ['--adr', 'ADR-1'],
    ['--since', 'main'],
    ['-W', 'stories/add.md'],
    ['-B'],
    ['-t'],
    ['-q'],
  ])
    expect(await workshop.xpar('build', '--plan', FILE, ...more)).toMatchObject({ code: 2, stdout: '' });
});

test('a plan that cannot be written is refused', async () => {
  expect(await workshop.xpar('plan', '--out', 'check.mjs/plan.json')).toMatchObject({ code: 2, refusals: ['not-writable'] });
});
