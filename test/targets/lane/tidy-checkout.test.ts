import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import { tidyCheckout } from '../../../src/targets/lane/tidy-checkout.ts';
import { paperCheckout, type PaperCheckout } from '../../rig/paper-checkout.ts';

const TREES = {
  c0: { top: '0' },
  c1: { top: '1', 'a/x': '1', 'b/y': '1' },
  c2: { top: '2', 'a/x': '1', 'b/y': '1' },
} as const;

/** It began its work in the shared checkout then, on this base, and its build is no more. */
function began(story: string, at: number, base: string): JournalEntry {
  const output = { path: '/repo.xpar/.checkout', branch: `xpar/${story}`, base, copied: ['.env'] };
  return { t: 'done', at, run: 'r', story, step: 'worktree', key: 'k', parts: {}, output };
}

async function left(
  standing: Readonly<Record<string, string>>,
  how: { head?: string; scopes?: Record<string, string[]>; journal?: readonly JournalEntry[] } = {},
): Promise<PaperCheckout> {
  const { head = 'c1', scopes = { a: ['a/**'], b: ['b/**'] }, journal = [began('a', 1, 'c1'), began('b', 2, 'c1')] } = how;
  const paper = paperCheckout(TREES, journal, scopes);
  paper.head = { commit: head };
  await paper.build.host.files.writeAtomic(`${paper.folder}/.git`, 'gitdir');
  for (const [name, text] of Object.entries(standing)) paper.standing.set(name, text);
  await tidyCheckout(paper.build);
  return paper;
}

test('each lane’s edits are kept as its own, the rest is kept and told, and all stands as before them', async () => {
  const at = await left({ ...TREES.c1, 'a/x': 'mine', 'b/new': 'yours', top: 'nobody’s', '.env': 'copied' });
  expect(at.kept('refs/xpar/backup/a/1000')).toEqual({ ...TREES.c1, 'a/x': 'mine' });
  expect(at.kept('refs/xpar/backup/b/1000')).toEqual({ ...TREES.c1, 'b/new': 'yours' });
  expect(at.problems).toEqual([{ reason: 'checkout-left', paths: ['top'], kept: 'refs/xpar/backup/_checkout/1000' }]);
  expect(Object.fromEntries(at.standing)).toEqual({ ...TREES.c1, '.env': 'copied' });
});

test('what two may have edited is the later one’s', async () => {
  const at = await left({ ...TREES.c1, 'b/y': 'mine' }, { scopes: { a: ['**'], b: ['b/**'] } });
  expect([...at.refs.keys()]).toEqual(['refs/xpar/backup/b/1000']);
});

test('one that stands as its ground has it costs nothing, also where others moved the ground on since', async () => {
  for (const head of ['c1', 'c2'] as const) {
    const at = await left(TREES[head], { head });
    expect([at.refs.size, at.problems, Object.fromEntries(at.standing)]).toEqual([0, [], TREES[head]]);
  }
});

test('a HEAD that is no part of what is integrated is not believed', async () => {
  const at = await left({ ...TREES.c1 }, { head: 'elsewhere' });
  expect([at.refs.size, Object.fromEntries(at.standing)]).toEqual([0, TREES.c1]);
});

test('what stands in the files of a card that is gone is kept as nobody’s', async () => {
  const at = await left({ ...TREES.c1, 'a/x': 'mine' }, { scopes: {} });
  expect(at.problems).toMatchObject([{ reason: 'checkout-left', paths: ['a/x'] }]);
});

test('where git knows it no more it is set aside whole; where there is none, nothing is done', async () => {
  const paper = paperCheckout(TREES);
  await tidyCheckout(paper.build);
  const { files, git } = paper.build.host;
  await files.writeAtomic(paper.folder, 'a file');
  git.differing = async () => Promise.reject(new Error('no worktree any more'));
  await tidyCheckout(paper.build);
  expect(await files.readText(`${paper.folder}.set-aside-1000`)).toBe('a file');
});
