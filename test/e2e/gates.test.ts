import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAD_ADD, GOOD, part } from '../rig/abacus.ts';
import { writes, type Play } from '../rig/plays.ts';
import type { Ran } from '../rig/xpar-cli.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Builds `add` with one try; gives how it failed. */
async function failing(play: Play): Promise<{ ran: Ran; problem: object | undefined }> {
  workshop.configure({ retries: 1 });
  workshop.plays({ add: play });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(workshop.git('rev-parse', 'main'));
  return { ran, problem: ran.told('failed')[0]?.finding.problem };
}

function gate(...command: readonly string[]): object {
  const reports = command.includes('{report}') ? { report: 'tap' } : {};
  return { gates: [{ name: 'checks', command, timeout: '1s', ...reports }] };
}

describe('a lane fails its gate', () => {
  test('when it touched files outside its scope, with their names', async () => {
    const { problem } = await failing(async (session) => {
      await GOOD.add(session);
      await writes({ 'src/more.mjs': 'export {};\n' })(session);
    });
    expect(problem).toMatchObject({ reason: 'outside-scope', paths: ['src/more.mjs'], scope: ['src/add.mjs', 'checks/add.mjs'] });
    // A card that covers it has the work gated that is there: no session is paid for again.
    workshop.edit('stories/add.md', (text) => text.replace('files: [', 'files: [src/more.mjs, '));
    const ran = await workshop.xpar('build', 'add', '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.told('started').map(({ step }) => step)).not.toContain('implement');
    expect(workshop.git('show', 'xpar/integration:src/more.mjs')).toBe('export {};');
  });

  test('when it touched the config or a card, whatever its scope says', async () => {
    workshop.edit('stories/add.md', (text) => text.replace('files: [', "files: ['**', "));
    const { problem } = await failing(async (session) => {
      await GOOD.add(session);
      await writes({ 'xpar.config.json': '{}\n', 'stories/add.md': 'Done.\n' })(session);
    });
    expect(problem).toMatchObject({ reason: 'protected-touched', paths: ['stories/add.md', 'xpar.config.json'] });
  });

  test('when a gate that reports its tests ran none, whatever its agent has laid where the report goes', async () => {
    workshop.configure(
      gate(
        process.execPath,
        '-e',
        "const fs = require('node:fs'); if (!fs.existsSync('src/add.mjs')) fs.writeFileSync(process.argv[1], 'ok 1\\n1..1\\n')",
        '{report}',
      ),
    );
    const forged = path.join(workshop.repository, '.xpar/lanes/add/1/gates/checks.report');
    const { problem } = await failing(async (session) => {
      await GOOD.add(session);
      await session.act({ do: 'write', path: forged, text: 'ok 1\n1..1\n' });
    });
    expect(problem).toMatchObject({ reason: 'no-tests-ran', gate: 'checks', why: expect.stringContaining('no report of tap') });
    expect(workshop.exists('.xpar/lanes/add/1/gates/checks.report')).toBe(false);
  });

  test('when a gate has no end', async () => {
    workshop.configure(
      gate(process.execPath, '-e', "if (require('node:fs').existsSync('src/add.mjs')) setInterval(() => {}, 1000)"),
    );
    expect((await failing(GOOD.add)).problem).toMatchObject({ reason: 'gate-red', exit: 'no end after 1 s' });
  });

  test('when a gate cannot be run', async () => {
    workshop.configure(gate('no-such-gate'));
    expect((await failing(GOOD.add)).problem).toMatchObject({ reason: 'gate-red', exit: 'no-such-gate was not found' });
  });
});

test("a gate that is red before any story is nobody's fault: one session is paid, no attempt is used", async () => {
  workshop.configure({ gates: [{ name: 'checks', rung: 3, command: [process.execPath, '-e', 'process.exit(1)'] }] });
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.code).toBe(1);
  expect(ran.told('failed')).toMatchObject([{ story: 'add', finding: { problem: { reason: 'base-red', gate: 'checks' } } }]);
  expect(ran.told('started').filter(({ step }) => step === 'implement')).toHaveLength(1);
  const why = (await workshop.xpar('why', 'add:implement', '--json')).json<{
    stories: { decisions: { implement: { state: string } } }[];
  }>();
  expect(why.stories[0]!.decisions.implement.state).not.toBe('held');
});

test('a red gate is tried again in a fresh session that is told what was red', async () => {
  workshop.plays({ add: BAD_ADD, 'add#2': GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('retrying')).toMatchObject([
    { story: 'add', attempt: 2, of: 3, finding: { problem: { reason: 'gate-red', gate: 'checks', exit: 'exit code 1' } } },
  ]);
  const { prompt } = await workshop.stage.session('add', 2);
  expect(prompt).toMatch(/# The last try failed\n.*try 2 of 3.*not ok two and three are five/s);
  expect(workshop.read('.xpar/lanes/add/1/gates/checks.log')).toContain('not ok two and three are five');
  expect(workshop.read('.xpar/lanes/add/2/gates/checks.log')).toContain('ok two and three are five');
});

test('a gate that reports its tests is believed where it ran some', async () => {
  workshop.configure(gate(process.execPath, 'check.mjs', '{report}'));
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('a lane that other tests do not run in any more is red by their names, and free to take away its own', async () => {
  workshop.configure({ gates: [{ name: 'checks', command: [process.execPath, 'check.mjs', '{report}'], report: 'tap' }] });
  workshop.edit('stories/double.md', (text) => text.replace('files: [', 'files: [check.mjs, '));
  const whole = workshop.read('check.mjs');
  const silenced = whole.replace('.sort()', ".sort().filter((name) => name !== 'add.mjs')");
  const doubles =
    (text: string): Play =>
    async (session) => {
      await GOOD.double(session);
      await writes({ 'check.mjs': text })(session);
    };
  workshop.plays({ add: GOOD.add, double: doubles(silenced), 'double#2': doubles(whole) });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  // What is known of a tree may be lost: it is found anew.
  rmSync(path.join(workshop.repository, '.xpar/tests'), { recursive: true });
  const ran = await workshop.xpar('build', 'double', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('retrying')).toMatchObject([
    { story: 'double', finding: { problem: { reason: 'tests-gone', gone: ['two and three are five'], count: 1 } } },
  ]);
  expect((await workshop.stage.session('double', 2)).prompt).toContain('do not run any more: two and three are five');
  workshop.edit('stories/add.md', (text) => text.replace('- [ ] ', '- [ ] in short, '));
  await workshop.newStage();
  workshop.plays({
    add: part('add', 'export const add = (a, b) => a + b;\n', { 'none and none are none': 'add(0, 0) === 0' }),
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('a gate on request runs for the stories that name it', async () => {
  const asked = { name: 'beads', command: [process.execPath, '-e', 'process.exit(4)'], onRequest: true };
  workshop.configure({ retries: 1, gates: [{ name: 'checks', command: [process.execPath, 'check.mjs'] }, asked] });
  workshop.edit('stories/double.md', (text) => text.replace('adrs:', 'gates: [beads]\nadrs:'));
  workshop.plays(GOOD);
  const ran = await workshop.xpar('build', '-k', 'add', 'double', '--json');
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['add']);
  expect(ran.told('failed')).toMatchObject([
    { story: 'double', finding: { problem: { reason: 'gate-red', gate: 'beads', exit: 'exit code 4' } } },
  ]);
});

test('gates of one rung run side by side, after those of a lower one, and are given the tests of what was changed', async () => {
  const script = (text: string): readonly string[] => [process.execPath, '-e', `const fs = require('node:fs');${text}`];
  // Each of the two waits for the other's file: one after the other would not end.
  const meets = (own: string, other: string): object => ({
    name: own,
    rung: 2,
    timeout: '20s',
    command: script(
      `fs.writeFileSync('.git-${own}', ''); const t = setInterval(() => fs.existsSync('.git-${other}') && clearInterval(t), 20)`,
    ),
  });
  workshop.configure({
    gates: [
      { name: 'last', rung: 3, command: script("if (!fs.existsSync('.git-one')) process.exit(3)") },
      meets('one', 'two'),
      meets('two', 'one'),
      { name: 'related', rung: 1, command: [...script('console.log(JSON.stringify(process.argv.slice(1)))'), '{tests}'] },
    ],
  });
  workshop.plays({
    add: async (session) => {
      await GOOD.add(session);
      await writes({ 'checks/add.test.mjs': "import '../src/add.mjs';\n" })(session);
    },
  });
  workshop.edit('stories/add.md', (text) => text.replace('checks/add.mjs', 'checks/**'));
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(workshop.read('.xpar/lanes/add/1/gates/related.log')).toContain('["checks/add.test.mjs"]');
});

test('a gate that ran fewer tests than it has to is red, with both numbers', async () => {
  workshop.configure({
    retries: 1,
    gates: [
      { name: 'build', command: [process.execPath, '-e', "require('node:fs').writeFileSync('.git-built', '')"] },
      {
        name: 'checks',
        after: ['build'],
        report: 'tap',
        minTests: 2,
        command: [process.execPath, '-e', "if (require('node:fs').existsSync('.git-built')) console.log('ok 1\\n1..1')"],
      },
    ],
  });
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.told('failed')[0]?.finding.problem).toMatchObject({
    reason: 'base-red',
    gate: 'checks',
    tail: 'it ran 1 tests, not 2',
  });
});

test('without any gate nothing is started', async () => {
  workshop.configure({ gates: [] });
  const refused = await workshop.xpar('build');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('no-gates');
  expect(workshop.exists('.xpar')).toBe(false);
});
