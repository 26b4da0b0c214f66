import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;
let first: string;

beforeEach(() => {
  repo = gitRepo();
  first = repo.commit({ a: '1' });
});
afterEach(() => repo.close());

test('checkouts are as git lists them, whoever moved them, made them or took them away', async () => {
  const seen = async (): Promise<readonly string[]> =>
    (await port.checkouts(repo.top)).map((one) => `${path.basename(one.path)} ${one.branch}`);
  expect(await seen()).toEqual(['shop refs/heads/main']);
  repo.git('worktree', 'add', '-q', '-b', 'own', repo.beside('own'));
  expect(await seen()).toEqual(['shop refs/heads/main', 'own refs/heads/own']);
  repo.gitIn(repo.beside('own'), 'checkout', '-q', '--detach');
  repo.git('checkout', '-q', '-b', 'feature');
  expect(await seen()).toEqual(['shop refs/heads/feature', 'own ']);
  repo.git('worktree', 'move', repo.beside('own'), repo.beside('moved'));
  expect(await seen()).toEqual(['shop refs/heads/feature', 'moved ']);
  repo.git('worktree', 'remove', repo.beside('moved'));
  expect(await seen()).toEqual(['shop refs/heads/feature']);
});

test('what an agent made of .git is no way into another repository, and nothing that is waited for', async () => {
  const lane = repo.beside('lanes/login');
  await port.placeWorktree(repo.top, { path: lane, commit: first });
  const own = repo.read('.git', lane);
  expect(await port.pointers(lane)).toHaveProperty('size', 3);
  for (const text of [`gitdir: ${path.join(repo.top, '.git')}\n`, 'gitdir: nowhere', '', own.replace('gitdir: ', '')]) {
    repo.write('.git', text, lane);
    expect(await port.pointers(lane)).toHaveProperty('size', 0);
  }
  rmSync(path.join(lane, '.git'));
  execFileSync('mkfifo', [path.join(lane, '.git')]);
  expect(await port.pointers(lane)).toHaveProperty('size', 0);
});
