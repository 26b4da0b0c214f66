import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const at = (name: string): string => path.join(workshop.repository, name);

async function built(...targets: string[]): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', ...targets, '--json')).toMatchObject({ code: 0 });
}

/** As a test begins with it. */
const begunWith = madeOnce(workshop, built);

/** Stories that are integrated, by trailers. */
function integrated(): readonly string[] {
  const format = '--format=%(trailers:key=Xpar-Story,valueonly,separator=)';
  return workshop
    .git('log', format, '--first-parent', 'xpar/integration')
    .split('\n')
    .filter((id) => id !== '')
    .toSorted();
}

describe('.xpar', () => {
  test('that is a file is refused by builds, and by nothing that only looks', async () => {
    workshop.write('.xpar', 'mine');
    const refused = await workshop.xpar('build', 'add');
    expect(refused).toMatchObject({ code: 2, refusals: ['not-writable'] });
    expect(refused.stderr).toContain('.xpar');
    expect((await workshop.xpar('status')).code).toBe(0);
    expect(workshop.read('.xpar')).toBe('mine');
  });

  test('that is a link is refused by all, and nothing is read or written behind it', async () => {
    mkdirSync(path.join(workshop.root, 'elsewhere'));
    writeFileSync(path.join(workshop.root, 'elsewhere/version'), '1\n');
    symlinkSync('../elsewhere', at('.xpar'));
    for (const verb of [['build', 'add'], ['status'], ['doctor', '--repair']])
      expect(await workshop.xpar(...verb)).toMatchObject({ code: 2, refusals: ['state-linked'] });
    expect(execFileSync('ls', [path.join(workshop.root, 'elsewhere')], { encoding: 'utf8' })).toBe('version\n');
    rmSync(at('.xpar'));
    await built('add');
  });

  test.skipIf(process.getuid?.() === 0 && !canBeNobody())(
    'that cannot be written is refused by builds, and by nothing that only looks',
    async () => {
      await begunWith('add');
      const asNobody = (...args: string[]): { code: number; text: string } => runAsNobody(args);
      chmodSync(workshop.root, 0o755);
      expect(asNobody('status').code).toBe(0);
      const refused = asNobody('build', 'double');
      expect(refused).toMatchObject({ code: 2, text: expect.stringContaining('not-writable') as string });
      expect(refused.text).toContain('.xpar');
      await built('double');
    },
  );
});

function canBeNobody(): boolean {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, '--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** In the repository, with no right to write: git is told that it may look. */
function runAsNobody(args: readonly string[]): { code: number; text: string } {
  const home = path.join(workshop.root, 'nobody');
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, '.gitconfig'), `[safe]\n\tdirectory = *\n`);
  const bin = path.join(import.meta.dirname, '../../bin/xpar.mjs');
  const drop = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : ['env'];
  try {
    const [program = '', ...rest] = [...drop, process.execPath, bin, ...args];
    const env = { PATH: process.env['PATH'], HOME: home };
    return { code: 0, text: execFileSync(program, rest, { cwd: workshop.repository, env, encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, text: stderr };
  }
}

test('two builds from two worktrees of one repository meet at one lock', async () => {
  workshop.git('worktree', 'add', '--quiet', '-b', 'other', '../other');
  const first = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  const second = await workshop.xparWith({ cwd: 'other' }, 'build', 'double');
  expect(second).toMatchObject({ code: 2, refusals: ['build-running'] });
  expect(second.stderr).toContain(String(first.process.pid));
  await GOOD.add(session);
  await session.exit(0);
  expect((await first.ended).code).toBe(0);
  workshop.git('worktree', 'remove', '--force', '../other');
  workshop.git('branch', '-D', 'other');
});

test('a clock set back a year in the middle of a run decides nothing', async () => {
  const skew = path.join(workshop.root, 'skew.mjs');
  // The first half of this xpar's calls see one year, the others another.
  writeFileSync(
    skew,
    'const real = Date.now; let calls = 0;\nDate.now = () => real() - (++calls > 12 ? 365 * 86_400_000 : 0);\n',
  );
  workshop.plays(GOOD);
  const env = { NODE_OPTIONS: `--import=${skew}` };
  const first = await workshop.xparWith({ env }, 'build', 'add', 'double', '--json');
  expect(first.code).toBe(0);
  const ats = first.events.map((event) => event.at);
  expect(Math.max(...ats) - Math.min(...ats), 'the clock was set back').toBeGreaterThan(300 * 86_400_000);
  for (const { durationMs } of first.told('ended')) expect(durationMs).toBeGreaterThanOrEqual(0);
  expect((await workshop.xpar('build', 'add', 'double', '--json')).told('started')).toEqual([]);
  const report = (await workshop.xpar('report', '--json')).json<{ sessions: { durationMs: number; integrated: boolean }[] }>();
  expect(report.sessions.map(({ durationMs, integrated: is }) => [durationMs >= 0, is])).toEqual([
    [true, true],
    [true, true],
  ]);
  workshop.plays({ sum: GOOD.sum });
  expect((await workshop.xpar('build', 'sum', '--json')).code).toBe(0);
});

test('few open files are enough: a build with a limit of 64 ends as any other', async () => {
  for (let n = 0; n < 120; n++)
    workshop.write(`stories/extra-${n}.md`, workshop.read('stories/double.md').replace('status: ready', 'status: draft'));
  workshop.plays({ add: GOOD.add });
  const bin = path.join(import.meta.dirname, '../../bin/xpar.mjs');
  const small = path.join(workshop.root, 'small');
  writeFileSync(
    small,
    `import { execFileSync } from 'node:child_process';
execFileSync('sh', ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, ${JSON.stringify(bin)}, ...process.argv.slice(2)], { stdio: 'inherit' });
`,
  );
  renameSync(small, `${small}.mjs`);
  const ran = await workshop.xparWith({ bin: `${small}.mjs` }, 'build', 'add', '--json');
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(integrated()).toEqual(['add']);
});

describe('cards that change under a run', () => {
  test('one that vanished between the plan and the build is no target any more', async () => {
    expect((await workshop.xpar('plan', 'double')).code).toBe(0);
    rmSync(at('stories/double.md'));
    expect(await workshop.xpar('build', 'double')).toMatchObject({ code: 2, refusals: ['unknown-target'] });
  });

  test('one that vanishes while its lane runs is finished as it was read', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    rmSync(at('stories/add.md'));
    await GOOD.add(session);
    await session.exit(0);
    expect((await build.ended).code).toBe(0);
    expect(integrated()).toEqual(['add']);
  });

  test('one that is renamed after it landed is the same story: nothing is implemented', async () => {
    await begunWith('add');
    workshop.write('stories/plus.md', workshop.read('stories/add.md'));
    rmSync(at('stories/add.md'));
    workshop.edit('stories/sum.md', (text) => text.replace('depends_on: [add]', 'depends_on: [plus]'));
    const again = await workshop.xpar('build', 'plus', '--json');
    expect([again.code, again.told('started')]).toEqual([0, []]);
    expect((await workshop.xpar('why', 'plus')).stdout).toContain('integrated');
  });

  test('a copy beside the card it was made of is another story', async () => {
    await begunWith('add');
    workshop.write('stories/plus.md', workshop.read('stories/add.md'));
    const plan = (await workshop.xpar('plan', 'plus', '--json')).stdout;
    expect(plan).toContain('never-built');
  });

  test('an ADR that only gets another number implements nothing again', async () => {
    await begunWith('add');
    const adr = (n: number): string =>
      execFileSync('sh', ['-c', `ls adr | grep '^ADR-${n}'`], { cwd: workshop.repository, encoding: 'utf8' }).trim();
    workshop.write('adr/ADR-7-whole.md', workshop.read(`adr/${adr(1)}`).replace('# ADR-1', '# ADR-7'));
    rmSync(at(`adr/${adr(1)}`));
    const left = await workshop.xpar('lint');
    expect(left.stdout).toContain('unknown-adr');
    for (const story of ['add', 'double', 'sum'])
      workshop.edit(`stories/${story}.md`, (text) => text.replaceAll('ADR-1', 'ADR-7'));
    const again = await workshop.xpar('build', 'add', '--json');
    expect([again.code, again.told('started')]).toEqual([0, []]);
  });
});

test('cards can be checked before the first commit', async () => {
  rmSync(at('.git'), { recursive: true });
  workshop.git('init', '--quiet');
  const ran = await workshop.xpar('lint');
  expect(ran.refusals).toEqual([]);
  expect(ran.stderr).toMatch(/3 stories, 2 ADRs: \d+ errors?, /);
  for (const verb of ['status', 'budget', 'doctor']) expect([verb, (await workshop.xpar(verb)).refusals]).toEqual([verb, []]);
  workshop.edit('stories/add.md', (text) => text.replace('adrs: [ADR-1]', 'adrs: [ADR-9]'));
  expect(await workshop.xpar('lint')).toMatchObject({ code: 1, stdout: expect.stringContaining('unknown-adr') as string });
});
