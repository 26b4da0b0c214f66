import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { removeDeadLocks } from '../../src/host/git-locks.ts';
import { tryGit } from '../../src/host/git-process.ts';
import { GitTrouble } from '../../src/host/git-trouble.ts';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-git-process-')));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** Another program under git's name. */
function gitThat(script: string): void {
  const file = path.join(root, 'bin/git');
  mkdirSync(path.dirname(file));
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  vi.stubEnv('PATH', `${path.dirname(file)}:${process.env['PATH']}`);
}

async function troubleWith(args: readonly string[], limitMs = 60_000): Promise<GitTrouble> {
  const failure: unknown = await tryGit(args, { cwd: root, limitMs }).catch((error: unknown) => error);
  if (!(failure instanceof GitTrouble)) throw new Error('git did as it was told');
  return failure;
}

function lives(pid: number): boolean {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1];
    return state !== undefined && !state.startsWith('Z');
  } catch {
    return false;
  }
}

test('a git that hangs is stopped with all it started, and told as such', async () => {
  gitThat(`echo waiting for the disk >&2; sleep 600 & echo $! > '${root}/child'; sleep 600`);
  const { hung, command, detail } = await troubleWith(['status', '--porcelain', '-z'], 300);
  expect({ hung, command, detail }).toEqual({ hung: true, command: 'status --porcelain', detail: 'waiting for the disk' });
  const child = Number(readFileSync(path.join(root, 'child'), 'utf8'));
  await expect.poll(() => lives(child)).toBe(false);
});

test('a git that is killed has not answered no', async () => {
  gitThat('kill -9 $$');
  expect(await troubleWith(['rev-parse', 'HEAD'])).toMatchObject({ hung: false, command: 'rev-parse HEAD' });
});

test('without git, or where there is no folder, the answer is 127', async () => {
  expect((await tryGit(['status'], { cwd: path.join(root, 'gone') })).code).toBe(127);
  vi.stubEnv('PATH', root);
  expect((await tryGit(['status'], { cwd: root })).code).toBe(127);
});

test('the empty tree is that of a repository without a commit, whatever its hash', async () => {
  await tryGit(['init', '--quiet', '--object-format=sha256', root], { cwd: root });
  const tree = await nodeGit().emptyTree(root);
  expect(tree).toHaveLength(64);
  expect([...(await nodeGit().files(root, tree))]).toEqual([]);
});

test('a ref that cannot be written was moved by nobody; one that stands elsewhere was', async () => {
  const repo: GitRepo = gitRepo();
  try {
    const one = repo.commit({ a: '1' });
    const two = repo.commit({ a: '2' });
    const ref = 'refs/heads/xpar/integration';
    expect(await nodeGit().updateRef(repo.top, ref, one, undefined)).toBe(true);
    const lock = path.join(repo.top, '.git', `${ref}.lock`);
    writeFileSync(lock, '');
    await expect(nodeGit().updateRef(repo.top, ref, two, one)).rejects.toThrow(/integration\.lock/);
    expect(await nodeGit().updateRef(repo.top, ref, one, two)).toBe(false);
    expect(await removeDeadLocks(path.join(repo.top, '.git'), [])).toEqual([lock]);
    expect(existsSync(lock)).toBe(false);
    expect(await nodeGit().updateRef(repo.top, ref, two, one)).toBe(true);
  } finally {
    repo.close();
  }
});

test("locks in xpar's own worktree are taken away, those in a person's are not", async () => {
  const repo: GitRepo = gitRepo();
  try {
    const one = repo.commit({ a: '1' });
    const [own, theirs] = [repo.beside('.suite'), repo.beside('theirs')];
    for (const folder of [own, theirs]) repo.git('worktree', 'add', '--detach', folder, one);
    const locks = [own, theirs].map((folder) =>
      path.join(repo.gitIn(folder, 'rev-parse', '--absolute-git-dir'), 'ORIG_HEAD.lock'),
    );
    for (const lock of locks) writeFileSync(lock, '');
    expect(await removeDeadLocks(path.join(repo.top, '.git'), [own])).toEqual([locks[0]]);
    expect(locks.map((lock) => existsSync(lock))).toEqual([false, true]);
  } finally {
    repo.close();
  }
});

test("locks on a person's refs, and those that go by themselves, are left alone", async () => {
  const mine = path.join(root, 'refs/heads/main.lock');
  const busy = path.join(root, 'refs/heads/xpar/add.lock');
  for (const file of [mine, busy]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
  const removing = removeDeadLocks(root, []);
  await expect.poll(() => existsSync(busy)).toBe(true);
  rmSync(busy);
  expect(await removing).toEqual([]);
  expect(existsSync(mine)).toBe(true);
});
