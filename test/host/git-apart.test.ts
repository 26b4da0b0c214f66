import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;
let first: string;
let lane: string;

beforeEach(() => {
  repo = gitRepo();
  first = repo.commit({ a: '1' });
  lane = repo.beside('lane');
});
afterEach(() => repo.close());

const place = (commit = first) => port.placeWorktree(repo.top, { path: lane, commit, branch: 'xpar/login', apart: true });
const take = () => port.commitWorktree(lane, { base: first, ref: 'refs/heads/xpar/login', message: 'login\n', into: repo.top });

test('a lane apart has the commit on its branch, and leaves no trace in the repository', async () => {
  const before = repo.git('for-each-ref');
  expect(await place()).toEqual({ ok: true, reused: false });
  expect(readFileSync(path.join(lane, 'a'), 'utf8')).toBe('1');
  expect(readFileSync(path.join(lane, '.git/HEAD'), 'utf8').trim()).toBe('ref: refs/heads/xpar/login');
  expect(repo.git('for-each-ref')).toBe(before);
  expect(repo.git('worktree', 'list').split('\n')).toHaveLength(1);
});

test('what stands in it becomes a commit of the repository, whatever its own git says of it', async () => {
  await place();
  writeFileSync(path.join(lane, 'a'), '2');
  mkdirSync(path.join(lane, '.git/info'), { recursive: true });
  writeFileSync(path.join(lane, '.git/info/exclude'), '*\n');
  writeFileSync(path.join(lane, '.git/index'), 'spoilt');
  writeFileSync(path.join(lane, 'b'), 'new');
  const { commit, changed } = await take();
  expect(changed).toBe(true);
  expect(repo.git('rev-parse', 'xpar/login')).toBe(commit);
  expect(repo.git('show', `${commit}:a`)).toBe('2');
  expect(repo.git('show', `${commit}:b`)).toBe('new');
  expect(repo.git('status', '--porcelain')).toBe('');
});

test('placed again it is made anew: what git ignores stays, what an agent configured does not', async () => {
  writeFileSync(path.join(repo.top, '.gitignore'), 'deps\n');
  const second = repo.commit({ a: '2', '.gitignore': 'deps\n' });
  await place(second);
  writeFileSync(path.join(lane, 'deps'), 'installed');
  writeFileSync(path.join(lane, 'left'), 'x');
  writeFileSync(path.join(lane, '.git/config'), '[core]\n\thooksPath = /planted\n');
  expect(await place(second)).toEqual({ ok: true, reused: true });
  expect(existsSync(path.join(lane, 'deps'))).toBe(true);
  expect(existsSync(path.join(lane, 'left'))).toBe(false);
  expect(readFileSync(path.join(lane, '.git/config'), 'utf8')).not.toContain('planted');
});

test('a folder that is no lane is left as it is', async () => {
  mkdirSync(lane, { recursive: true });
  writeFileSync(path.join(lane, 'mine'), 'x');
  expect(await place()).toMatchObject({ ok: false });
  expect(readFileSync(path.join(lane, 'mine'), 'utf8')).toBe('x');
});
