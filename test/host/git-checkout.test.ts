import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const OPERATIONS: readonly (readonly [string, (repo: GitRepo) => void])[] = [
  ['merge', (of) => of.git('merge', 'side')],
  ['rebase', (of) => of.git('rebase', 'side')],
  ['cherry-pick', (of) => of.git('cherry-pick', 'side')],
  ['bisect', (of) => of.git('bisect', 'start')],
];

test.each(OPERATIONS)('a person in the middle of a %s is told', async (operation, begin) => {
  repo.commit({ a: '1' });
  repo.git('checkout', '--quiet', '-b', 'side');
  repo.commit({ a: 'side' });
  repo.git('checkout', '--quiet', 'main');
  repo.commit({ a: 'main' });
  expect(await port.inProgress(repo.top)).toBeUndefined();
  try {
    begin(repo);
  } catch {
    // A conflict is what these are begun for.
  }
  expect(await port.inProgress(repo.top)).toBe(operation);
});

test('landing moves the checkout forward, and only forward', async () => {
  repo.commit({ a: '1' });
  repo.git('checkout', '--quiet', '-b', 'integration');
  const tip = repo.commit({ a: '2' });
  repo.git('checkout', '--quiet', 'main');
  expect(await port.fastForward(repo.top, tip)).toMatchObject({ ok: true });
  expect([repo.read('a'), repo.git('status', '--porcelain')]).toEqual(['2', '']);
  repo.git('checkout', '--quiet', '-b', 'other', 'HEAD~1');
  const aside = repo.commit({ b: '1' });
  repo.git('checkout', '--quiet', 'main');
  expect(await port.fastForward(repo.top, aside)).toMatchObject({
    ok: false,
    detail: expect.stringContaining('Not possible') as string,
  });
  expect(repo.git('rev-parse', 'HEAD')).toBe(tip);
});

test('landing onto what the person is changing is refused, and changes nothing', async () => {
  const before = repo.commit({ a: '1' });
  repo.git('checkout', '--quiet', '-b', 'integration');
  const tip = repo.commit({ a: '2' });
  repo.git('checkout', '--quiet', 'main');
  repo.write('a', 'mine');
  expect(await port.fastForward(repo.top, tip)).toMatchObject({ ok: false });
  expect([repo.read('a'), repo.git('rev-parse', 'HEAD')]).toEqual(['mine', before]);
});

test('a new repository is made and everything in it committed, by somebody git does not know', async () => {
  const folder = repo.beside('new');
  mkdirSync(folder);
  repo.configure('[user]\n\tname =\n\temail =\n');
  writeFileSync(path.join(folder, 'a b'), 'text');
  await port.init(folder, 'trunk');
  const commit = await port.commitEverything(folder, 'first\n');
  expect(await port.currentBranch(folder)).toBe('trunk');
  expect([...(await port.files(folder, commit)).keys()]).toEqual(['a b']);
});
