import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Repository } from '../../src/host/host.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import { nodeGit } from '../../src/host/node-git.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const port = nodeGit();
let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

test('all branches, here and as known of remotes, are told with the one that is checked out', async () => {
  const commit = repo.commit({ a: '1' });
  repo.git('branch', 'topic');
  repo.git('update-ref', 'refs/remotes/origin/main', commit);
  repo.git('tag', 'v1');
  const { all, branch, head } = await port.refs(repo.top);
  expect(Object.fromEntries(all)).toEqual({
    'refs/heads/main': commit,
    'refs/heads/topic': commit,
    'refs/remotes/origin/main': commit,
  });
  expect([branch, head]).toEqual(['main', commit]);
  repo.git('checkout', '--quiet', '--detach');
  expect(await port.refs(repo.top)).toMatchObject({ head: commit });
  expect((await port.refs(repo.top)).branch).toBeUndefined();
});

const MOVES: readonly (readonly [what: string, move: () => void])[] = [
  ['a commit', () => void repo.commit({ a: '2' })],
  ['a new branch in a folder of its own', () => void repo.git('branch', 'xpar/deep/one')],
  ['a branch that is gone', () => void repo.git('branch', '-D', 'topic')],
  ['another branch checked out', () => void repo.git('checkout', '--quiet', 'topic')],
  ['refs that are packed', () => void repo.git('pack-refs', '--all', '--prune')],
  [
    'a packed ref that moves',
    () => (repo.git('pack-refs', '--all', '--prune'), void repo.git('branch', '--force', 'topic', 'HEAD~1')),
  ],
  ['a fetch', () => void repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1')],
  ['a configured setting', () => void repo.git('config', 'core.longpaths', 'true')],
];

test.each(MOVES)('%s leaves a trace', async (_what, move) => {
  repo.commit({ a: '0' });
  repo.commit({ a: '1' });
  repo.git('branch', 'topic');
  repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const found = (await port.repository(repo.top)) as Repository;
  const before = await port.traces(found);
  const stamps = await nodeFiles().stamps(before);
  await new Promise((resolve) => void setTimeout(resolve, 20));
  move();
  expect(await nodeFiles().stamps(before)).not.toEqual(stamps);
});

test('of a tree only the named paths are told, to the letter, and those that are not there are not', async () => {
  const commit = repo.commit({ 'a.txt': '1', 'deep/b*.txt': '2', 'deep/bc.txt': '3' });
  expect([...(await port.files(repo.top, commit, ['deep/b*.txt', 'gone.txt', 'a.txt'])).keys()].sort()).toEqual([
    'a.txt',
    'deep/b*.txt',
  ]);
  expect((await port.files(repo.top, commit, [])).size).toBe(0);
});
