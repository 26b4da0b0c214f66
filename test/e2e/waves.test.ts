import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { writes, type Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Going } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();
const hold = (): string => path.join(workshop.root, 'hold');

/**
 * In the suite (not on the base, whose tests are counted first) it waits while the file in HOLD is there, says what it was asked to
 * run, and is red once where it finds a flake. With a report, only that tells what failed.
 */
const GATE = `import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const { HOLD } = process.env;
const only = process.argv.slice(2).filter((word) => !word.startsWith('--report='));
const report = process.argv.find((word) => word.startsWith('--report='))?.slice('--report='.length);
const cases = [];
if (process.cwd().endsWith('.suite') && fs.existsSync('src/add.mjs')) {
  while (fs.existsSync(HOLD)) await sleep(20);
  fs.appendFileSync(HOLD + '.log', (only.join(' ') || 'all') + '\\n');
  if (fs.existsSync(HOLD + '.flake')) {
    fs.rmSync(HOLD + '.flake');
    process.stdout.write('FAIL checks/limits.mjs\\n');
    process.exit(1);
  }
}
for (const file of only.length > 0 ? only : fs.readdirSync('checks').map((name) => 'checks/' + name)) {
  const { check } = await import(new URL(file, import.meta.url).href);
  check((title, body) => {
    try {
      body();
      cases.push('<testcase file="' + file + '" name="' + title + '"/>');
      process.stdout.write('ok ' + title + '\\n');
    } catch (error) {
      cases.push('<testcase file="' + file + '" name="' + title + '"><failure message="' + error.message + '"/></testcase>');
      process.stdout.write(report ? 'one failed\\n' : 'FAIL ' + file + ' > ' + title + '\\n' + error.message + '\\n');
      process.exitCode = 1;
    }
  });
}
if (report) fs.writeFileSync(report, '<testsuite>' + cases.join('') + '</testsuite>');
`;

const BOTH = `import { LEFT } from '../src/left.mjs';
import { RIGHT } from '../src/right.mjs';

export const check = (test) => {
  test('the limit is a whole number', () => {
    if (LEFT + RIGHT > 3) throw new Error('src/left.mjs and src/right.mjs are too much together');
  });
};
`;

const PLAYS: Readonly<Record<string, Play>> = {
  ...GOOD,
  sum: writes({ 'src/sum.mjs': 'export const sum = (list) => list.length;\n' }),
  left: writes({ 'src/left.mjs': 'export const LEFT = 2;\n' }),
  right: writes({ 'src/right.mjs': 'export const RIGHT = 2;\n' }),
};

beforeEach(() => {
  workshop.write('gate.mjs', GATE);
  workshop.write('checks/limits.mjs', BOTH);
  for (const side of ['left', 'right']) {
    workshop.write(`src/${side}.mjs`, `export const ${side.toUpperCase()} = 1;\n`);
    const card = workshop.read('stories/double.md').replaceAll('double', side).replace('Double a number', `The ${side} side`);
    workshop.write(`stories/${side}.md`, card);
  }
  workshop.edit('stories/sum.md', (text) => text.replace('[add]', '[]'));
  configure({});
  writeFileSync(hold(), '');
});

function configure(more: object): void {
  workshop.configure({
    retries: 1,
    parallel: { jobs: 5, stagger: '0s' },
    gateEnv: ['HOLD'],
    gates: [{ name: 'checks', command: ['node', 'gate.mjs'], rerun: ['node', 'gate.mjs', '{tests}'] }],
    ...more,
  });
  workshop.commit('Two sides');
}

/** `first` is in the suite, held there; then `then` stand in line together; and then it goes on. */
async function lined(first: string, then: readonly string[]): Promise<Going> {
  const build = workshop.start(['build', '-k', '--json', 'add', first, ...then], { env: { HOLD: hold() } });
  const begun = async (story: string): Promise<void> => {
    const session = await workshop.stage.session(story);
    await PLAYS[story]!(session);
    await session.exit(0);
    await build.event((event) => event.t === 'started' && event.step === 'integrate' && event.story === story);
  };
  // The tree of the first to land is that of its lane, which was gated: no suite runs for it.
  await begun('add');
  await build.event((event) => event.t === 'integrated' && event.story === 'add');
  await begun(first);
  for (const story of then) await begun(story);
  rmSync(hold());
  return build;
}

/** What the suite was asked to run, in turn. */
const asked = (): readonly string[] =>
  existsSync(`${hold()}.log`) ? readFileSync(`${hold()}.log`, 'utf8').trimEnd().split('\n') : [];

test('lanes that are gated while the integrator is busy are folded in together, and gated once', async () => {
  const ran = await (await lined('double', ['sum', 'left'])).ended;
  expect(ran).toMatchObject({ code: 0 });
  // In the order of integration, not of arrival.
  expect(ran.told('wave')).toMatchObject([
    { stories: ['double'], landed: ['double'], gates: 1 },
    { stories: ['left', 'sum'], landed: ['left', 'sum'], ejected: [], flakes: 0, gates: 1 },
  ]);
  expect(asked()).toEqual(['all', 'all']);
  const merges = workshop.git(
    'log',
    '--first-parent',
    '--format=%(trailers:key=Xpar-Story,valueonly,separator=%x2C)',
    'xpar/integration',
  );
  expect(merges.split('\n').slice(0, 4)).toEqual(['sum', 'left', 'double', 'add']);
});

test('of a red wave the lane that makes it so stays out, found by what its report says failed alone; the rest lands after a whole gate', async () => {
  const command = ['node', 'gate.mjs', '--report={report}'];
  configure({ gates: [{ name: 'checks', report: 'junit', command, rerun: [...command, '{tests}'] }] });
  const ran = await (await lined('double', ['left', 'right', 'sum'])).ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('wave')[1]).toMatchObject({ stories: ['left', 'right', 'sum'], landed: ['left', 'sum'], ejected: ['right'] });
  expect(ran.told('failed')).toMatchObject([
    {
      story: 'right',
      finding: {
        problem: {
          reason: 'suite-red',
          wave: { stories: 3, place: 2, landed: 2 },
          failing: ['checks/limits.mjs > the limit is a whole number'],
          failures: 1,
          tail: '✗ checks/limits.mjs > the limit is a whole number\n  src/left.mjs and src/right.mjs are too much together',
          dependents: [],
          suspects: [
            { story: 'right', paths: ['src/right.mjs'] },
            { story: 'left', paths: ['src/left.mjs'] },
          ],
        },
      },
    },
  ]);
  // Double alone; the three; what failed of them on the same tree, and with one and with two of them; the same of the two that are left, and all of them.
  expect(asked()).toEqual([
    'all',
    'all',
    'checks/limits.mjs',
    'checks/limits.mjs',
    'checks/limits.mjs',
    'checks/limits.mjs',
    'all',
  ]);
  expect(workshop.git('show', 'xpar/integration:src/right.mjs')).toContain('RIGHT = 1');
  expect(workshop.git('show', 'xpar/integration:src/left.mjs')).toContain('LEFT = 2');
  const { stdout } = await workshop.xpar('why', 'right:integrate');
  expect(stdout).toContain('gate checks is red, again on the same tree, and green without it');
});

test('a suite that is red once lands when it is green on the same tree, whole, and the flake is counted', async () => {
  writeFileSync(`${hold()}.flake`, '');
  const ran = await (await lined('double', ['sum'])).ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('wave')[0]).toMatchObject({ landed: ['double'], flakes: 1 });
  expect(asked()).toEqual(['all', 'checks/limits.mjs', 'all', 'all']);
});

test('with flakes refused its lanes stay out, and no attempt is counted', async () => {
  configure({ integrate: { flaky: 'refuse' } });
  writeFileSync(`${hold()}.flake`, '');
  const ran = await (await lined('double', ['sum'])).ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([{ story: 'double', finding: { problem: { reason: 'suite-flaky' } } }]);
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['add', 'sum']);
  // Its work is gated already: it only has to be folded in.
  const again = await workshop.xparWith({ env: { HOLD: hold() } }, 'build', 'double', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(again.told('started').map(({ step }) => step)).toEqual(['integrate']);
});

test('with waves of one, and with every commit gated, each lane has a suite of its own', async () => {
  configure({ integrate: { wave: 1 } });
  const one = await (await lined('double', ['left', 'sum'])).ended;
  expect(one.told('wave').map(({ stories }) => stories)).toEqual([['double'], ['left'], ['sum']]);
  expect(asked()).toEqual(['all', 'all', 'all']);
});

test('with every commit gated a wave lands together, each of its trees green', async () => {
  configure({ integrate: { everyCommit: true } });
  const each = await (await lined('double', ['left', 'sum'])).ended;
  expect(each.told('wave')[1]).toMatchObject({ stories: ['left', 'sum'], gates: 2 });
  expect(asked()).toEqual(['all', 'all', 'all']);
});

test('a build killed between a wave and its settling goes on as if it had not been', async () => {
  const build = await lined('double', ['left', 'sum']);
  await build.event((event) => event.t === 'integrated' && event.story === 'left');
  build.process.kill('SIGKILL');
  await build.ended;
  const ran = await workshop.xparWith({ env: { HOLD: hold() } }, 'build', 'add', 'double', 'left', 'sum', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('usage')).toEqual([]);
  expect(workshop.git('branch', '--list', 'xpar/*', '--format=%(refname:short)')).toBe('xpar/integration');
});
