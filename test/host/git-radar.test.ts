import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RadarLane } from '../../src/host/host.ts';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;
let base: string;

beforeEach(() => {
  repo = gitRepo();
  base = repo.commit({ 'src/a': '1\n', 'src/b': '1\n', '.gitignore': '*.log\n' });
});
afterEach(() => repo.close());

async function lane(name: string, files: Readonly<Record<string, string>>): Promise<RadarLane & { worktree: string }> {
  const worktree = repo.beside(name);
  await port.placeWorktree(repo.top, { path: worktree, commit: base, branch: `xpar/${name}` });
  for (const [file, text] of Object.entries(files)) repo.write(file, text, worktree);
  return { name, worktree, base };
}

const objects = (): string => repo.git('count-objects', '-v');

test('two lanes that changed the same line are told with its file, whatever is committed; others are not', async () => {
  const one = await lane('one', { 'src/a': 'one\n', new: '1\n' });
  const two = await lane('two', { 'src/a': 'two\n', new: '2\n' });
  repo.gitIn(two.worktree, 'add', '.');
  const three = await lane('three', { 'src/b': 'three\n', 'noise.log': 'x' });
  const scratch = repo.beside('scratch');
  mkdirSync(scratch);
  vi.stubEnv('TMPDIR', scratch);
  const before = [objects(), repo.git('for-each-ref'), repo.gitIn(two.worktree, 'status', '--porcelain')];
  expect(await port.foretell(repo.top, { lanes: [one, two, three], onto: base })).toEqual([
    { lanes: ['one', 'two'], paths: ['new', 'src/a'] },
  ]);
  expect([objects(), repo.git('for-each-ref'), repo.gitIn(two.worktree, 'status', '--porcelain')]).toEqual(before);
  expect(readdirSync(scratch)).toEqual([]);
});

test('what conflicts with the branch they go to is not the other lane', async () => {
  const one = await lane('one', { 'src/a': 'one\n' });
  const tip = repo.commit({ 'src/a': 'landed\n' });
  const two: RadarLane = { name: 'two', commit: tip };
  expect(await port.foretell(repo.top, { lanes: [one, two], onto: tip })).toEqual([]);
});

test('a repository in a folder with a colon is looked at as any other', async () => {
  const odd = path.join(path.dirname(repo.top), 'a:b "c"');
  repo.git('clone', '-q', repo.top, odd);
  const made = (text: string): string => {
    repo.write('src/a', text, odd);
    repo.gitIn(odd, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qam', text);
    const id = repo.gitIn(odd, 'rev-parse', 'HEAD');
    repo.gitIn(odd, 'reset', '-q', '--hard', base);
    return id;
  };
  const lanes = [
    { name: 'one', commit: made('one\n') },
    { name: 'two', commit: made('two\n') },
  ];
  expect(await port.foretell(odd, { lanes, onto: base })).toEqual([{ lanes: ['one', 'two'], paths: ['src/a'] }]);
});

test('a file where the other has a folder is a conflict too', async () => {
  const one = await lane('one', { new: 'file\n' });
  const two = await lane('two', { 'new/deep': 'in a folder\n' });
  const [found] = await port.foretell(repo.top, { lanes: [one, two], onto: base });
  expect(found?.lanes).toEqual(['one', 'two']);
});

test('one lane has nobody to conflict with', async () => {
  expect(await port.foretell(repo.top, { lanes: [await lane('one', {})], onto: base })).toEqual([]);
});

test('a lane apart is looked at by our repository: its own git is not asked', async () => {
  const apart = repo.beside('apart');
  await port.placeWorktree(repo.top, { path: apart, commit: base, branch: 'xpar/apart', apart: true });
  repo.write('src/a', 'apart\n', apart);
  repo.write('.git/config', '[core]\n\tbroken', apart);
  const one = await lane('one', { 'src/a': 'one\n' });
  const lanes = [one, { name: 'apart', worktree: apart, base, into: repo.top }];
  expect(await port.foretell(repo.top, { lanes, onto: base })).toEqual([{ lanes: ['one', 'apart'], paths: ['src/a'] }]);
});
