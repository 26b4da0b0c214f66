import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

test('hooks of the repository never run, whatever is done', async () => {
  const first = repo.commit({ a: '1' });
  const mark = repo.beside('hook-ran');
  mkdirSync(path.join(repo.top, '.git/hooks'), { recursive: true });
  for (const hook of [
    'pre-commit',
    'post-commit',
    'commit-msg',
    'prepare-commit-msg',
    'post-checkout',
    'post-merge',
    'reference-transaction',
    'post-index-change',
    'pre-merge-commit',
    'fsmonitor-watchman',
  ])
    writeFileSync(path.join(repo.top, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${mark}'\n`, { mode: 0o755 });
  repo.git('config', 'core.fsmonitor', path.join(repo.top, '.git/hooks/fsmonitor-watchman'));
  const lane = repo.beside('lane');
  expect(await port.placeWorktree(repo.top, { path: lane, commit: first, branch: 'xpar/login' })).toMatchObject({ ok: true });
  repo.write('a', '2', lane);
  const { commit } = await port.commitWorktree(lane, { base: first, ref: 'refs/heads/xpar/login', message: 'login\n' });
  await port.placeWorktree(repo.top, { path: lane, commit: first, branch: 'xpar/login' });
  await port.updateRef(repo.top, 'refs/xpar/x', commit, undefined);
  await port.fastForward(repo.top, commit);
  await port.dirty(repo.top);
  await port.commitEverything(lane, 'x\n').catch(() => undefined);
  await port.removeWorktree(repo.top, lane);
  expect(existsSync(mark)).toBe(false);
});

test('a program that the configuration names to check signatures never runs, and spoils no answer', async () => {
  const mark = repo.beside('gpg-ran');
  const program = repo.beside('gpg.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${mark}'\necho '[GNUPG:] GOODSIG'\nexit 0\n`, { mode: 0o755 });
  const tree = (repo.commit({ a: '1' }), repo.git('rev-parse', 'HEAD^{tree}'));
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----';
  repo.write(
    'signed',
    `tree ${tree}\nauthor A <a@b> 1767323045 +0000\ncommitter A <a@b> 1767323045 +0000\n${signature}\n\nlogin: x\n\nXpar-Story: login\n`,
    repo.beside('home'),
  );
  const signed = repo.git('hash-object', '-t', 'commit', '-w', path.join(repo.beside('home'), 'signed'));
  repo.git('config', 'log.showSignature', 'true');
  repo.git('config', 'gpg.program', program);
  const found = await port.trailers(repo.top, signed);
  expect(found.map(({ commit, trailers }) => [commit, { ...trailers }])).toEqual([[signed, { 'Xpar-Story': 'login' }]]);
  expect(existsSync(mark)).toBe(false);
});

test("what the person's shell says of git is not believed", async () => {
  const commit = repo.commit({ a: '1' });
  for (const [name, value] of Object.entries({
    GIT_DIR: '/nowhere',
    GIT_WORK_TREE: '/nowhere',
    GIT_INDEX_FILE: '/nowhere/index',
    GIT_CONFIG_COUNT: '1',
  }))
    vi.stubEnv(name, value);
  expect(await port.commitOf(repo.top, 'HEAD')).toBe(commit);
});

const POINTERS: readonly (readonly [string, (lane: string) => void])[] = [
  ['the person\u2019s own git folder', (lane) => writeFileSync(path.join(lane, '.git'), `gitdir: ${repo.top}/.git\n`)],
  ['another lane', (lane) => writeFileSync(path.join(lane, '.git'), readFileSync(path.join(repo.beside('other-lane'), '.git')))],
  ['nothing', (lane) => rmSync(path.join(lane, '.git'))],
  ['a repository of its own', (lane) => (rmSync(path.join(lane, '.git')), void repo.gitIn(lane, 'init', '--quiet'))],
];

test.each(POINTERS)(
  'a lane whose `.git` was made to lead to %s is not committed, and is placed anew',
  async (_where, repoint) => {
    const base = repo.commit({ a: '1' });
    // Beside the lanes stands a repository, so that git finds one further up.
    repo.gitIn(repo.beside('.'), 'init', '--quiet');
    const lane = repo.beside('lane');
    await port.placeWorktree(repo.top, { path: repo.beside('other-lane'), commit: base, branch: 'xpar/other' });
    await port.placeWorktree(repo.top, { path: lane, commit: base, branch: 'xpar/login' });
    repo.write('a', 'an agent was here', lane);
    repoint(lane);
    const before = repo.git('for-each-ref') + repo.git('status', '--porcelain') + repo.git('symbolic-ref', 'HEAD');
    await expect(port.commitWorktree(lane, { base, ref: 'refs/heads/xpar/login', message: 'login\n' })).rejects.toThrow(
      /worktree/,
    );
    const next = repo.git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'next');
    expect(await port.placeWorktree(repo.top, { path: lane, commit: next, branch: 'xpar/next' })).toMatchObject({ ok: true });
    expect(repo.gitIn(lane, 'symbolic-ref', 'HEAD')).toBe('refs/heads/xpar/next');
    repo.gitIn(lane, 'checkout', '--quiet', '--detach');
    repo.git('branch', '--quiet', '-D', 'xpar/next');
    expect(repo.git('for-each-ref') + repo.git('status', '--porcelain') + repo.git('symbolic-ref', 'HEAD')).toBe(before);
  },
);
