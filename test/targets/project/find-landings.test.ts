import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { landingsOf, latestOf } from '../../../src/targets/project/find-landings.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;
const host = nodeHost();

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const land = (story: string, key: string): string =>
  repo.commit({ [story]: key }, `${story}\n\nXpar-Story: ${story}\nXpar-Key: ${key}\n`);
const revert = (story: string): string => repo.commit({ [story]: undefined }, `Back\n\nXpar-Revert: ${story}\n`);
const landed = async (
  known: Parameters<typeof landingsOf>[3] = new Map(),
  ...tips: readonly string[]
): Promise<Record<string, string>> => {
  const found = latestOf([...(await landingsOf(host, repo.top, tips, known)).values()]);
  return Object.fromEntries([...found].map(([story, { key }]) => [story, key]));
};

test('the latest landing of each story counts, and one that was taken back is none', async () => {
  land('add', 'k1');
  land('sum', 'k1');
  land('add', 'k2');
  expect(await landed(undefined, revert('sum'))).toEqual({ add: 'k2' });
});

test('of a history that goes on from one that is known, only what is new is read, and the whole is the same', async () => {
  land('add', 'k1');
  const before = land('sum', 'k1');
  const known = await landingsOf(host, repo.top, [before], new Map());
  revert('add');
  const tip = land('double', 'k1');
  const asked: (string | undefined)[] = [];
  const git = {
    ...host.git,
    trailers: (cwd: string, at: string, from?: string) => (asked.push(from), host.git.trailers(cwd, at, from)),
  };
  const found = await landingsOf({ ...host, git }, repo.top, [tip], known);
  expect(asked).toEqual([before]);
  expect(found).toEqual(await landingsOf(host, repo.top, [tip], new Map()));
  expect(Object.fromEntries([...latestOf([...found.values()])].map(([story, { key }]) => [story, key]))).toEqual({
    sum: 'k1',
    double: 'k1',
  });
});

test('a history that was rewritten is read anew', async () => {
  const first = land('add', 'k1');
  const known = await landingsOf(host, repo.top, [land('sum', 'k1')], new Map());
  repo.git('reset', '--quiet', '--hard', first);
  expect(await landed(known, land('double', 'k1'))).toEqual({ add: 'k1', double: 'k1' });
});

test('a tip that is gone from the repository is passed over', async () => {
  const known = new Map([['0'.repeat(40), new Map([['ghost', { key: 'k', commit: 'c' }]])]]);
  expect(await landed(known, land('add', 'k1'))).toEqual({ add: 'k1' });
});

test('where two tips speak of one story, the first decides', async () => {
  const one = land('add', 'k1');
  const two = land('add', 'k2');
  expect(await landed(undefined, one, two)).toEqual({ add: 'k1' });
  expect(await landed(undefined, two, one)).toEqual({ add: 'k2' });
});
