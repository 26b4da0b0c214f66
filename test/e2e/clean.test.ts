import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Item {
  readonly kind: string;
  readonly name: string;
  readonly bytes: number;
  readonly needs?: string;
}

const lane = (name: string): string => path.join(workshop.root, 'abacus.xpar', name);

async function items(...options: readonly string[]): Promise<readonly Item[]> {
  const ran = await workshop.xpar('clean', '--json', ...options);
  expect(ran.code).toBe(0);
  return ran.json<{ items: readonly Item[] }>().items;
}

/** A lane whose work failed its gate, and its card taken away. */
async function abandon(): Promise<void> {
  workshop.configure({ retries: 1 });
  workshop.plays({ add: BAD_ADD });
  expect((await workshop.xpar('build', 'add', '--json')).code).toBe(1);
  rmSync(path.join(workshop.repository, 'stories/add.md'));
}

const abandoned = madeOnce(workshop, abandon);

test('where there is nothing to clean it says so, and creates nothing', async () => {
  expect(await workshop.xpar('clean')).toMatchObject({ code: 0, stdout: 'Nothing to clean.\n' });
  expect(existsSync(path.join(workshop.repository, '.xpar'))).toBe(false);
});

test('a lane that is worked on is nobody to clean', async () => {
  workshop.configure({ retries: 2 });
  workshop.plays({ add: BAD_ADD, 'add#2': BAD_ADD });
  expect((await workshop.xpar('build', 'add', '--json')).code).toBe(1);
  expect((await items('--yes', '--force')).filter(({ kind }) => kind === 'worktree' || kind === 'branch')).toEqual([]);
  expect(existsSync(lane('add'))).toBe(true);
});

test('an abandoned lane that is a clone goes with --force, and what stood in it is kept', async () => {
  workshop.configure({ isolation: 'clone' });
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await writes({ 'src/add.mjs': 'half\n' })(session);
  build.process.kill('SIGKILL');
  await build.ended;
  await session.gone;
  rmSync(path.join(workshop.repository, 'stories/add.md'));
  expect(await items('--yes')).toMatchObject([{ kind: 'worktree', name: 'add', needs: 'force' }]);
  expect(existsSync(lane('add'))).toBe(true);
  await items('--yes', '--force');
  expect(existsSync(lane('add'))).toBe(false);
  const [kept] = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup/add').split('\n');
  expect(workshop.git('show', `${kept}:src/add.mjs`)).toBe('half');
});

describe('an abandoned lane', () => {
  test('is shown with its size, and left as it is without a word', async () => {
    await abandoned();
    const shown = await workshop.xpar('clean');
    expect(shown.stdout).toMatch(/worktree +add +\d.* kB +its card is gone/);
    expect(shown.stdout).toContain('its work landed nowhere');
    expect(shown.stderr).toContain('xpar clean --yes');
    expect(existsSync(lane('add'))).toBe(true);
  });

  test('loses its worktree after a yes, and its unmerged branch only with --force, kept as a backup', async () => {
    await abandoned();
    const tip = workshop.git('rev-parse', 'xpar/add').trim();
    await workshop.xpar('clean', '--yes');
    expect(existsSync(lane('add'))).toBe(false);
    expect(workshop.git('rev-parse', 'xpar/add').trim()).toBe(tip);
    expect(await items()).toMatchObject([{ kind: 'branch', name: 'xpar/add', needs: 'force' }]);
    const forced = (await workshop.xpar('clean', '--yes', '--force', '--json')).json<{ backups: readonly string[] }>();
    expect(workshop.git('branch', '--list', 'xpar/add')).toBe('');
    expect(forced.backups.map((ref) => workshop.git('rev-parse', ref).trim())).toEqual([tip]);
    expect(await items()).toEqual([]);
  });

  test('with changes in no commit needs --force, and they are kept', async () => {
    await abandoned();
    writeFileSync(path.join(lane('add'), 'src/add.mjs'), 'a thought\n');
    await workshop.xpar('clean', '--yes');
    expect(existsSync(lane('add'))).toBe(true);
    const { backups } = (await workshop.xpar('clean', '--yes', '--force', '--json')).json<{ backups: readonly string[] }>();
    expect(existsSync(lane('add'))).toBe(false);
    expect(backups.map((ref) => workshop.git('show', `${ref}:src/add.mjs`))).toContain('a thought');
  });

  test('that hid a change from git, or stands on a commit of no branch, loses neither', async () => {
    await abandoned();
    const at = (...args: readonly string[]): string => workshop.git('-C', lane('add'), ...args);
    at('update-index', '--assume-unchanged', 'check.mjs');
    writeFileSync(path.join(lane('add'), 'check.mjs'), 'hidden\n');
    await workshop.xpar('clean', '--yes');
    expect(existsSync(lane('add'))).toBe(true);
    at('update-index', '--no-assume-unchanged', 'check.mjs');
    at('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--all', '-m', 'on no branch');
    at('checkout', '--quiet', '--detach');
    workshop.git('branch', '--force', 'xpar/add', 'main');
    expect(await items()).toContainEqual(expect.objectContaining({ kind: 'worktree', name: 'add', needs: 'force' }));
  });

  test('has its teardown run first', async () => {
    workshop.configure({ worktree: { teardown: [['sh', '-c', `echo "$XPAR_STORY" > "${workshop.root}/down"`]] } });
    await abandon();
    await workshop.xpar('clean', '--yes');
    expect(existsSync(path.join(workshop.root, 'down'))).toBe(true);
  });
});

test('a folder that was set aside, and one that git does not know, are only named', async () => {
  mkdirSync(lane('add.set-aside-123'), { recursive: true });
  mkdirSync(lane('gone'));
  writeFileSync(path.join(lane('gone'), 'mine'), 'x');
  expect((await items('--yes', '--force')).map(({ kind, needs }) => [kind, needs])).toEqual([
    ['worktree', 'hand'],
    ['set-aside', 'hand'],
  ]);
  expect([existsSync(lane('gone')), existsSync(lane('add.set-aside-123'))]).toEqual([true, true]);
  workshop.git('worktree', 'add', '-q', '--detach', lane('.shared-1'));
  writeFileSync(path.join(lane('.shared-1'), 'half'), 'x');
  expect(await items('--yes')).toContainEqual(expect.objectContaining({ name: '.shared-1', needs: 'force' }));
  await items('--yes', '--force');
  expect(existsSync(lane('.shared-1'))).toBe(false);
});

test('old sessions of what has landed go, their figures stay; backups go where their work has landed or by force', async () => {
  workshop.plays({ add: BAD_ADD, 'add#2': GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  const merged = workshop.git('rev-parse', 'xpar/integration').trim();
  workshop.git('update-ref', 'refs/xpar/backup/add/1000', merged);
  const stray = workshop.git('commit-tree', '-m', 'stray', 'main^{tree}').trim();
  workshop.git('update-ref', 'refs/xpar/backup/add/2000', stray);
  workshop.git('update-ref', `refs/xpar/backup/add/${Date.now()}`, stray);
  const before = (await workshop.xpar('report', '--json')).json<{ sessions: readonly object[] }>().sessions;
  expect((await items()).map(({ kind, name, needs }) => [kind, name, needs])).toEqual(
    [
      ['backup', 'refs/xpar/backup/add/1000', undefined],
      ['backup', 'refs/xpar/backup/add/2000', 'force'],
      ['logs', 'lanes/add', undefined],
      ['logs', 'setups', undefined],
    ].filter(([, name]) => name !== 'setups' || existsSync(path.join(workshop.repository, '.xpar/setups'))),
  );
  await workshop.xpar('clean', '--yes');
  expect(existsSync(path.join(workshop.repository, '.xpar/lanes/add/1'))).toBe(false);
  expect(existsSync(path.join(workshop.repository, '.xpar/lanes/add/2'))).toBe(true);
  expect((await workshop.xpar('report', '--json')).json<{ sessions: readonly object[] }>().sessions).toEqual(before);
  expect(await items()).toMatchObject([{ name: 'refs/xpar/backup/add/2000', needs: 'force' }]);
  await workshop.xpar('clean', '--yes', '--force');
  expect(await items()).toEqual([]);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('beside a build it is refused, and looks all the same', async () => {
  await abandoned();
  const build = workshop.start(['build', 'double', '--json']);
  const session = await workshop.stage.session('double');
  expect((await items()).length).toBeGreaterThan(0);
  expect(await workshop.xpar('clean', '--yes')).toMatchObject({ code: 2, refusals: ['build-running'] });
  await writes({})(session);
  await GOOD.double(session);
  await session.exit(0);
  expect((await build.ended).code).toBe(0);
});

test('a checkpoint of a story that is open stays; of one that is gone it needs --force, and becomes a backup', async () => {
  const stray = workshop.git('commit-tree', '-m', 'stray', 'main^{tree}').trim();
  for (const story of ['add', 'gone']) workshop.git('update-ref', `refs/xpar/checkpoint/${story}`, stray);
  expect(await items('--yes')).toMatchObject([{ kind: 'backup', name: 'refs/xpar/checkpoint/gone', needs: 'force' }]);
  const { backups } = (await workshop.xpar('clean', '--yes', '--force', '--json')).json<{ backups: readonly string[] }>();
  expect(backups.map((ref) => workshop.git('rev-parse', ref).trim())).toEqual([stray]);
  expect(workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/checkpoint').trim()).toBe('refs/xpar/checkpoint/add');
});
