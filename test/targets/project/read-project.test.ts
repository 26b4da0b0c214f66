import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import type { Project } from '../../../src/targets/project/project.ts';
import { openRepository, readProject } from '../../../src/targets/project/read-project.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

async function project(head: 'branch' | 'any' = 'branch'): Promise<Project | readonly string[]> {
  const host = nodeHost(repo.top);
  const opened = await openRepository(host);
  if (!opened.ok) return opened.problems.map(({ reason }) => reason);
  const read = await readProject(host, opened.value, head);
  return read.ok ? read.value : read.problems.map(({ reason }) => reason);
}

const landing = (story: string): string => `${story}\n\nXpar-Story: ${story}\nXpar-Key: k-${story}\n`;

test('a detached HEAD is a base for whoever only looks, and for nobody else', async () => {
  const commit = repo.commit({ 'a.txt': 'a' });
  repo.git('switch', '--quiet', '--detach');
  expect(await project()).toEqual(['no-base']);
  expect(await project('any')).toMatchObject({ base: { name: 'HEAD', commit } });
});

test('a base that is no branch here is the one at a remote, origin first', async () => {
  const first = repo.commit({ 'xpar.config.json': '{ "base": "trunk" }' });
  repo.git('update-ref', 'refs/remotes/fork/trunk', first);
  expect(await project()).toMatchObject({ base: { name: 'trunk', commit: first } });
  const second = repo.commit({ 'a.txt': 'a' });
  repo.git('update-ref', 'refs/remotes/origin/trunk', second);
  repo.git('switch', '--quiet', '--detach');
  expect(await project()).toMatchObject({ base: { name: 'trunk', commit: second } });
  repo.git('branch', 'trunk', first);
  expect(await project()).toMatchObject({ base: { name: 'trunk', commit: first } });
});

test('a configured base that is nowhere is refused on a branch, and on a detached HEAD for all but looking', async () => {
  const commit = repo.commit({ 'xpar.config.json': '{ "base": "trunk" }' });
  expect(await project('any')).toEqual(['no-base']);
  repo.git('switch', '--quiet', '--detach');
  expect(await project()).toEqual(['no-base']);
  expect(await project('any')).toMatchObject({ base: { name: 'HEAD', commit } });
});

test("on one of xpar's own branches the base is main", async () => {
  const commit = repo.commit({ 'a.txt': 'a' });
  repo.git('switch', '--quiet', '--create', 'xpar/integration');
  repo.commit({ 'b.txt': 'b' });
  expect(await project()).toMatchObject({ base: { name: 'main', commit } });
});

test('what a remote integrated counts where its branch is part of ours or goes on from it', async () => {
  const start = repo.commit({ 'a.txt': 'a' });
  const add = repo.commit({ 'add.txt': 'a' }, landing('add'));
  repo.git('update-ref', 'refs/heads/xpar/integration', add);
  const further = repo.commit({ 'double.txt': 'd' }, landing('double'));
  repo.git('update-ref', 'refs/remotes/origin/xpar/integration', further);
  repo.git('update-ref', 'refs/remotes/fork/xpar/integration', start);
  repo.git('reset', '--quiet', '--hard', start);
  const read = (await project()) as Project;
  expect([...read.landings.keys()].sort()).toEqual(['add', 'double']);
  expect(read.integration).toMatchObject({ local: add, tip: further });
});

test('what a remote integrated on a branch that went another way is not integrated here', async () => {
  const start = repo.commit({ 'a.txt': 'a' });
  const theirs = repo.commit({ 'add.txt': 'a' }, landing('add'));
  repo.git('update-ref', 'refs/remotes/origin/xpar/integration', theirs);
  repo.git('reset', '--quiet', '--hard', start);
  const ours = repo.commit({ 'double.txt': 'd' }, landing('double'));
  repo.git('update-ref', 'refs/heads/xpar/integration', ours);
  repo.git('reset', '--quiet', '--hard', start);
  const read = (await project()) as Project;
  expect([...read.landings.keys()]).toEqual(['double']);
  expect(read.integration).toMatchObject({ local: ours, tip: ours });
});
