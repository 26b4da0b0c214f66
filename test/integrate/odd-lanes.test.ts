import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Merger } from '../../src/host/host.ts';
import { nodeMerger } from '../../src/host/node-merger.ts';
import { foldWave, type Folded } from '../../src/integrate/fold-wave.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

const REF = 'refs/heads/xpar/integration';
const FILES = { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'docs/c.md': 'c\n' };
let repo: GitRepo;
let merger: Merger;
let base: string;

beforeEach(() => {
  repo = gitRepo();
  merger = nodeMerger(repo.top);
  base = repo.commit(FILES);
});
afterEach(() => repo.close());

/** A lane's one commit on the base, of whatever `deed` leaves in the checkout. */
function lane(story: string, deed: () => void): string {
  repo.git('checkout', '--quiet', '--force', '-B', story, base);
  deed();
  repo.git('add', '--all');
  repo.git('commit', '--quiet', '--message', story);
  const commit = repo.git('rev-parse', 'HEAD');
  repo.git('checkout', '--quiet', '--force', 'main');
  repo.git('clean', '-ffdxq');
  return commit;
}

/** Folded in with nobody to object: how each ended, and the files that stand then. */
async function fold(
  lanes: Readonly<Record<string, string>>,
): Promise<{ readonly ends: object; readonly files: readonly string[] }> {
  await merger.updateRef(REF, base, undefined);
  const members = Object.entries(lanes).map(([story, commit]) => ({
    story,
    lane: commit,
    laneBase: base,
    message: `${story}\n`,
  }));
  const green = { suite: async () => ({ end: 'green' }) as const, again: async () => ({ end: 'green' }) as const };
  const folded: Folded<never, never> = await foldWave(
    merger,
    { ref: REF, tip: base, members, everyCommit: false, flaky: 'accept', isWanted: () => true },
    green,
  );
  const ends = Object.fromEntries(
    [...folded.ends].map(([story, end]) => [story, end.end === 'conflict' ? end.paths.toSorted() : end.end]),
  );
  return { ends, files: repo.git('ls-tree', '-r', '--name-only', REF).split('\n').filter(Boolean) };
}

const at = (name: string): string => path.join(repo.top, name);
const remove = (name: string): void => rmSync(at(name), { recursive: true });

describe('a lane', () => {
  test('that deletes everything takes nothing of what others brought, and conflicts where they changed it', async () => {
    const nothing = lane('nothing', () => ['src', 'docs'].forEach(remove));
    const adds = lane('adds', () => repo.write('src/new.ts', 'new\n'));
    const edits = lane('edits', () => repo.write('src/a.ts', 'A\n'));
    expect(await fold({ adds, nothing, edits })).toEqual({
      ends: { adds: 'integrated', nothing: 'integrated', edits: ['src/a.ts'] },
      files: ['src/new.ts'],
    });
  });

  test('that renames a file over another is a deletion and a change: nobody is led to the new name', async () => {
    const over = lane('over', () => (remove('src/b.ts'), repo.write('src/b.ts', 'a\n'), remove('src/a.ts')));
    const first = lane('first', () => repo.write('src/a.ts', 'A\n'));
    const second = lane('second', () => repo.write('src/b.ts', 'B\n'));
    expect(await fold({ over, first, second })).toEqual({
      ends: { over: 'integrated', first: ['src/a.ts'], second: ['src/b.ts'] },
      files: ['docs/c.md', 'src/b.ts'],
    });
    expect(repo.git('show', `${REF}:src/b.ts`)).toBe('a');
  });

  test('that puts a link in place of a folder leads nobody through it', async () => {
    const link = lane('link', () => (remove('src'), symlinkSync('docs', at('src'))));
    const edits = lane('edits', () => repo.write('src/a.ts', 'A\n'));
    const adds = lane('adds', () => repo.write('src/new.ts', 'new\n'));
    const { ends, files } = await fold({ link, edits, adds });
    expect(ends).toMatchObject({ link: 'integrated', edits: expect.arrayContaining(['src/a.ts']), adds: expect.any(Array) });
    expect(files).toEqual(['docs/c.md', 'src']);
    // The other way round: what stands in the folder keeps the link out.
    repo.git('update-ref', '-d', REF);
    expect(await fold({ adds, link })).toMatchObject({ ends: { adds: 'integrated', link: expect.any(Array) } });
  });

  test('of 100 MB comes in like any other', async () => {
    const large = lane('large', () => (writeFileSync(at('large.bin'), ''), truncateSync(at('large.bin'), 100 * 2 ** 20)));
    expect(await fold({ large })).toMatchObject({ ends: { large: 'integrated' } });
    expect(repo.git('cat-file', '-s', `${REF}:large.bin`)).toBe(String(100 * 2 ** 20));
  });

  test('that shares no history with what stands conflicts in all that differs, and keeps nobody else out', async () => {
    const adds = lane('adds', () => repo.write('src/new.ts', 'new\n'));
    repo.git('checkout', '--quiet', '--orphan', 'stranger');
    const stranger = repo.commit({ 'src/a.ts': 'strange\n' });
    repo.git('checkout', '--quiet', '--force', 'main');
    const { ends, files } = await fold({ stranger, adds });
    expect(ends).toEqual({ stranger: ['src/a.ts'], adds: 'integrated' });
    expect(files).toEqual(['docs/c.md', 'src/a.ts', 'src/b.ts', 'src/new.ts']);
  });
});

test('a lane that renames files into a folder of another conflicts where that was changed, and brings the rest', async () => {
  const moves = lane('moves', () => (remove('src/a.ts'), repo.write('docs/a.ts', 'a\n')));
  const adds = lane('adds', () => repo.write('docs/a.ts', 'mine\n'));
  const beside = lane('beside', () => repo.write('docs/d.md', 'd\n'));
  expect(await fold({ moves, adds, beside })).toEqual({
    ends: { moves: 'integrated', adds: ['docs/a.ts'], beside: 'integrated' },
    files: ['docs/a.ts', 'docs/c.md', 'docs/d.md', 'src/b.ts'],
  });
  repo.git('update-ref', '-d', REF);
  const edits = lane('edits', () => repo.write('src/a.ts', 'A\n'));
  // The other way round the change is taken along to the new name.
  expect(await fold({ edits, moves })).toMatchObject({ ends: { edits: 'integrated', moves: 'integrated' } });
  expect(repo.git('show', `${REF}:docs/a.ts`)).toBe('A');
});

test('a lane that changes no more than the case of a name is a rename: who edits the old name conflicts, and both names never stand', async () => {
  const capital = lane('capital', () => (renameSync(at('src/a.ts'), at('src/x')), renameSync(at('src/x'), at('src/A.ts'))));
  const edits = lane('edits', () => repo.write('src/a.ts', 'A\n'));
  expect(await fold({ capital, edits })).toMatchObject({
    ends: { capital: 'integrated', edits: expect.any(Array) },
    files: ['docs/c.md', 'src/A.ts', 'src/b.ts'],
  });
  repo.git('update-ref', '-d', REF);
  expect(await fold({ edits, capital })).toMatchObject({
    ends: { capital: 'integrated' },
    files: ['docs/c.md', 'src/A.ts', 'src/b.ts'],
  });
  expect(repo.git('show', `${REF}:src/A.ts`)).toBe('A');
});
