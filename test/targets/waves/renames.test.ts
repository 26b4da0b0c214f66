import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../../src/host/node-git.ts';
import { renamedAway, renamedBy } from '../../../src/targets/waves/renames.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

const host = { git: nodeGit() };
const TEXT = 'one\ntwo\nthree\nfour\n';
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
  repo.commit({ 'src/a.ts': TEXT, 'src/b.ts': `${TEXT}b\n`, new: '' });
});
afterEach(() => repo.close());

const by = (story: string): string => `Merge ${story}\n\nXpar-Story: ${story}\n`;

test('of the paths in conflict those are told that landed work renamed, by either name', async () => {
  const commit = repo.commit({ 'src/a.ts': undefined, 'src/c.ts': TEXT, 'src/b.ts': undefined, 'src/d.ts': `${TEXT}b\n` });
  const landed = [{ story: 'add', commit }];
  const one = { from: 'src/a.ts', to: 'src/c.ts', by: 'add' };
  for (const path of ['src/a.ts', 'src/c.ts'])
    expect(await renamedBy(host, repo.top, landed, [path])).toEqual({ renamed: [one] });
  expect(await renamedBy(host, repo.top, landed, ['new'])).toEqual({});
  expect(await renamedBy(host, repo.top, [], ['src/a.ts'])).toEqual({});
});

test('a file outside a scope is told with who renamed what the scope names: a story, or a commit of nobody’s', async () => {
  repo.commit({ 'src/a.ts': undefined, 'lib/a.ts': TEXT }, by('add'));
  const own = repo.commit({ 'src/b.ts': undefined, 'lib/b.ts': `${TEXT}b\n` });
  const base = repo.commit({ more: '' });
  const paths = ['lib/a.ts', 'lib/b.ts', 'new', 'never'];
  expect(await renamedAway(host, repo.top, { base, paths, scope: ['src/**'] })).toEqual([
    { from: 'src/a.ts', to: 'lib/a.ts', by: 'add' },
    { from: 'src/b.ts', to: 'lib/b.ts', by: own.slice(0, 10) },
  ]);
  expect(await renamedAway(host, repo.top, { base, paths, scope: ['docs/**'] })).toEqual([]);
});
