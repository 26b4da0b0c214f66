import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

let repo: GitRepo;
let suite: string;
let commit: string;
const git = nodeGit();
const place = async (to: string = commit): Promise<void> => {
  expect(await git.placeWorktree(repo.top, { path: suite, commit: to, keep: [] })).toMatchObject({ ok: true });
};

beforeEach(async () => {
  repo = gitRepo();
  suite = repo.beside('suite');
  commit = repo.commit({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
  await place();
});
afterEach(() => repo.close());

test('a checkout that is placed again writes only what differs', async () => {
  const next = repo.commit({ 'a.txt': 'ONE\n' });
  const before = statSync(path.join(suite, 'b.txt'));
  await place(next);
  expect([repo.read('a.txt', suite), repo.read('b.txt', suite)]).toEqual(['ONE\n', 'two\n']);
  expect(statSync(path.join(suite, 'b.txt')).ino).toBe(before.ino);
});

test('one that is moved, and placed elsewhere on a branch, writes only what differs too', async () => {
  const next = repo.commit({ 'a.txt': 'ONE\n' });
  const lane = repo.beside('lane');
  const before = statSync(path.join(suite, 'b.txt'));
  expect(await git.moveWorktree(repo.top, suite, lane)).toBe(true);
  expect(await git.placeWorktree(repo.top, { path: lane, commit: next, branch: 'xpar/lane', keep: [] })).toMatchObject({
    ok: true,
  });
  expect([repo.read('a.txt', lane), repo.gitIn(lane, 'symbolic-ref', 'HEAD')]).toEqual(['ONE\n', 'refs/heads/xpar/lane']);
  expect(statSync(path.join(lane, 'b.txt')).ino).toBe(before.ino);
});

test('a reset leaves what git ignores, and is refused where no worktree of the repository stands', async () => {
  repo.write('.git/info/exclude', 'cache\n');
  repo.write('cache', 'x', suite);
  repo.write('a.txt', 'edited\n', suite);
  repo.write('left', 'x', suite);
  const spec = { path: suite, commit, branch: 'xpar/lane' };
  expect(await git.resetWorktree(repo.top, spec)).toBe(true);
  expect([repo.read('a.txt', suite), repo.gitIn(suite, 'status', '--porcelain', '--ignored')]).toEqual(['one\n', '!! cache']);
  expect(await git.resetWorktree(repo.top, { ...spec, path: repo.beside('nowhere') })).toBe(false);
  expect(await git.resetWorktree(repo.top, { ...spec, path: repo.top })).toBe(false);
});

const HIDDEN: readonly (readonly [string, () => void])[] = [
  ['an index that says so', () => repo.gitIn(suite, 'add', 'b.txt')],
  ['a mark that says to overlook it', () => repo.gitIn(suite, 'update-index', '--assume-unchanged', 'b.txt')],
  ['a mark that says to skip it', () => repo.gitIn(suite, 'update-index', '--skip-worktree', 'b.txt')],
  [
    "the index's own word on its look",
    () => {
      repo.gitIn(suite, 'add', 'b.txt');
      repo.gitIn(suite, 'update-index', '--cacheinfo', `100644,${repo.git('rev-parse', 'HEAD:b.txt')},b.txt`);
    },
  ],
];

test.each(HIDDEN)('what was changed of the same length and age is put back, behind %s', async (_how, hide) => {
  const file = path.join(suite, 'b.txt');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'TWO\n');
  utimesSync(file, atime, mtime);
  hide();
  await place();
  expect(repo.read('b.txt', suite)).toBe('two\n');
});

/** What an agent can do to the index of its worktree: the file's own stamps beside the blob that it had before. */
function forge(file: string): void {
  const index = path.join(repo.gitIn(suite, 'rev-parse', '--absolute-git-dir'), 'index');
  const bytes = readFileSync(index);
  const entry = bytes.indexOf(file) - 62;
  const stat = statSync(path.join(suite, file), { bigint: true });
  const stamps = [
    stat.ctimeNs / 10n ** 9n,
    stat.ctimeNs % 10n ** 9n,
    stat.mtimeNs / 10n ** 9n,
    stat.mtimeNs % 10n ** 9n,
    stat.dev,
    stat.ino,
  ];
  for (const [at, value] of stamps.entries()) bytes.writeUInt32BE(Number(value & 0xffffffffn), entry + 4 * at);
  const body = bytes.subarray(0, -20);
  writeFileSync(index, Buffer.concat([body, createHash('sha1').update(body).digest()]));
  const later = Number(stat.mtimeMs) / 1000 + 5;
  utimesSync(index, later, later);
}

test.each(['the base', 'earlier work'])(
  'a forged index of a worktree placed at %s hides nothing from its commit, nor keeps it from its gate',
  async (start) => {
    const work = repo.commit({ 'a.txt': 'work\n' });
    await place(start === 'the base' ? commit : work);
    writeFileSync(path.join(suite, 'b.txt'), 'TWO\n');
    forge('b.txt');
    expect(repo.gitIn(suite, '--no-optional-locks', 'status', '--porcelain', 'b.txt')).toBe('');
    const made = await git.commitWorktree(suite, { base: commit, ref: 'refs/heads/xpar/lane', message: 'work\n' });
    expect(repo.git('show', `${made.commit}:b.txt`)).toBe('TWO');
    expect(await git.resetWorktree(repo.top, { path: suite, commit: work, branch: 'xpar/lane' })).toBe(true);
    expect(repo.read('b.txt', suite)).toBe('two\n');
  },
);
