import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const own = (name: string): string => path.join(workshop.repository, name);

/** Ignored files of the person's, and a list that names some of them. */
function listed(...names: readonly string[]): void {
  workshop.write('.gitignore', '.env*\nlocal/\nsecret\n');
  workshop.write('.worktreeinclude', `${names.join('\n')}\n`);
  workshop.commit('Local files');
  workshop.write('.env', 'KEY=1\n');
  workshop.write('.env.other', 'KEY=2\n');
  workshop.write('notes.txt', 'not ignored\n');
  mkdirSync(own('local'));
  writeFileSync(own('local/settings.json'), '{}\n');
}

test('a lane gets the files that are listed and ignored, with their modes, and nothing else of the checkout', async () => {
  listed('.env', 'local/', 'notes.txt', 'src/*');
  chmodSync(own('.env'), 0o600);
  workshop.write('src/new.mjs', 'untracked\n');
  let seen: object = {};
  workshop.plays({
    add: async (session) => {
      const at = (name: string): string => path.join(session.cwd, name);
      seen = {
        env: readFileSync(at('.env'), 'utf8'),
        mode: statSync(at('.env')).mode & 0o777,
        local: existsSync(at('local/settings.json')),
        other: existsSync(at('.env.other')),
        notes: existsSync(at('notes.txt')),
        untracked: existsSync(at('src/new.mjs')),
      };
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(seen).toEqual({ env: 'KEY=1\n', mode: 0o600, local: true, other: false, notes: false, untracked: false });
  expect(workshop.git('ls-tree', '-r', '--name-only', 'xpar/integration')).not.toContain('.env');
});

test('a link, and what lies behind one, is left alone and told', async () => {
  listed('secret', 'local', '.env');
  symlinkSync('/etc/hostname', own('secret'));
  mkdirSync(path.join(workshop.root, 'elsewhere'));
  let there: boolean | undefined;
  workshop.plays({
    add: async (session) => {
      there = existsSync(path.join(session.cwd, 'secret'));
      await GOOD.add(session);
    },
  });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built).toMatchObject({ code: 0 });
  expect(built.told('problem').map(({ finding }) => finding.problem)).toContainEqual({
    reason: 'include-left-out',
    story: 'add',
    paths: ['secret'],
  });
  expect(there).toBe(false);
});

test('a commit that would hold a copied file is refused with its name, and nothing of it is in any branch or backup', async () => {
  listed('.env');
  workshop.configure({ retries: 1 });
  workshop.edit('stories/add.md', (text) => text.replace('files: [', "files: ['**', "));
  workshop.plays({
    add: async (session) => {
      await GOOD.add(session);
      await writes({ '.gitignore': '\n' })(session);
    },
  });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built).toMatchObject({ code: 1 });
  expect(built.told('failed')[0]?.finding.problem).toMatchObject({ reason: 'included-committed', paths: ['.env'] });
  const refs = workshop.git('for-each-ref', '--format=%(refname)', 'refs/heads/xpar', 'refs/xpar').trim().split('\n');
  for (const ref of refs) expect(workshop.git('ls-tree', '-r', '--name-only', ref)).not.toMatch(/^\.env$/m);
  await workshop.newStage();
  workshop.plays({ add: (session) => writes({ '.gitignore': workshop.read('.gitignore') })(session) });
  await workshop.xpar('retry', 'add');
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  const after = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup').trim().split('\n');
  for (const ref of after.filter(Boolean)) expect(workshop.git('ls-tree', '-r', '--name-only', ref)).not.toMatch(/^\.env$/m);
});

test('a list that is a link is not followed', async () => {
  listed('*.pem');
  workshop.write('elsewhere', '.env\n');
  rmSync(own('.worktreeinclude'));
  symlinkSync('elsewhere', own('.worktreeinclude'));
  let there: boolean | undefined;
  workshop.plays({
    add: async (session) => {
      there = existsSync(path.join(session.cwd, '.env'));
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(there).toBe(false);
});

test('a file that was copied once stays out of commits, also after the list names it no more', async () => {
  listed('.env');
  workshop.configure({ retries: 1 });
  workshop.edit('stories/add.md', (text) => text.replace('files: [', "files: ['**', "));
  workshop.plays({ add: async () => 7 });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 1 });
  workshop.write('.worktreeinclude', '*.pem\n');
  await workshop.xpar('retry', 'add');
  await workshop.newStage();
  workshop.plays({
    add: async (session) => {
      await GOOD.add(session);
      await writes({ '.gitignore': '\n' })(session);
    },
  });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built.told('failed')[0]?.finding.problem).toMatchObject({ reason: 'included-committed', paths: ['.env'] });
});
