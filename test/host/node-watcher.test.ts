import fs, { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeClock } from '../../src/host/node-clock.ts';
import { nodeWatcher } from '../../src/host/node-watcher.ts';
import type { Watching } from '../../src/host/host.ts';
import { batches, type Batches } from '../../src/run/batches.ts';
import { gitRepo, type GitRepo } from '../rig/git-repo.ts';

let repo: GitRepo;
let watching: Watching | undefined;
let polled: string[] = [];
const over = new AbortController();

beforeEach(() => {
  repo = gitRepo();
  polled = [];
  repo.commit({ 'stories/a.md': 'a', 'stories/b.md': 'b' });
});
afterEach(async () => {
  await watching?.close();
  repo.close();
});

async function watch(folders: readonly string[], isBusy = async (): Promise<boolean> => false): Promise<Batches> {
  const reader = batches(nodeClock(), isBusy);
  watching = await nodeWatcher().watch(
    folders.map((folder) => at(folder)),
    {
      isMeant: (file) => file.endsWith('.md'),
      tell: (file) => reader.push(path.relative(repo.top, file)),
      polled: (code) => void polled.push(code),
    },
  );
  return reader;
}

const at = (...names: readonly string[]): string => path.join(repo.top, ...names);

/** The next batch, and after it a mark of the test's own: whatever came in between would stand before the mark. */
async function onlyBatch(reader: Batches): Promise<readonly string[]> {
  const paths = await reader.next(over.signal);
  writeFileSync(at('mark.md'), String(Math.random()));
  expect([...(await reader.next(over.signal))!]).toEqual(['mark.md']);
  return [...paths!].toSorted();
}

test("an editor's rename over a card is one batch", async () => {
  const reader = await watch(['stories', '']);
  writeFileSync(at('stories', '.a.md.tmp'), 'better');
  renameSync(at('stories', '.a.md.tmp'), at('stories', 'a.md'));
  expect(await onlyBatch(reader)).toEqual(['stories/a.md']);
});

test('a checkout of 500 files is one batch', async () => {
  repo.git('switch', '--quiet', '--create', 'many');
  repo.commit(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`stories/more-${n}.md`, 'more'])));
  repo.git('switch', '--quiet', 'main');
  const reader = await watch(['stories', ''], async () => existsSync(at('.git', 'index.lock')));
  repo.git('switch', '--quiet', 'many');
  expect(await onlyBatch(reader)).toHaveLength(500);
});

test('a card that is deleted and restored at once is one batch', async () => {
  const reader = await watch(['stories', '']);
  rmSync(at('stories', 'a.md'));
  repo.git('checkout', '--', 'stories/a.md');
  expect(await onlyBatch(reader)).toEqual(['stories/a.md']);
});

test('what is not meant, and what lies deeper, wakes nobody', async () => {
  const reader = await watch(['stories', '']);
  mkdirSync(at('stories', 'deeper'));
  writeFileSync(at('stories', 'deeper', 'c.md'), 'c');
  writeFileSync(at('stories', 'a.txt'), 'a');
  writeFileSync(at('stories', 'b.md'), 'better');
  expect(await onlyBatch(reader)).toEqual(['stories/b.md']);
});

test('folders that are not there yet are watched once they are, two at once too, and again after they went', async () => {
  const reader = await watch(['docs/cards', 'docs', '']);
  const paths = async (): Promise<readonly string[]> => [...(await reader.next(over.signal))!];
  for (let times = 0; times < 2; times++) {
    mkdirSync(at('docs', 'cards'), { recursive: true });
    writeFileSync(at('docs', 'cards', 'c.md'), 'c');
    expect(await paths()).toContain('docs/cards/c.md');
    writeFileSync(at('docs', 'cards', 'c.md'), `better ${times}`);
    expect(await paths()).toEqual(['docs/cards/c.md']);
    rmSync(at('docs'), { recursive: true });
    expect(await paths()).toContain('docs/cards/c.md');
  }
});

test('a folder in whose place another is put is told of', async () => {
  const reader = await watch(['stories', '']);
  renameSync(at('stories'), at('before'));
  cpSync(at('before'), at('stories'), { recursive: true });
  expect([...(await reader.next(over.signal))!]).toContain('stories');
});

test.each(['ENOSPC', 'EMFILE'])(
  'where the system gives no watches (%s), files are looked at every so often, which is told once',
  async (code) => {
    const given = fs.watch;
    fs.watch = () => {
      throw Object.assign(new Error('no watches left'), { code });
    };
    syncBuiltinESMExports();
    try {
      const reader = await watch(['stories', 'docs', '']);
      expect(polled).toEqual([code]);
      writeFileSync(at('stories', 'a.md'), 'better');
      expect([...(await reader.next(over.signal))!]).toContain('stories/a.md');
      mkdirSync(at('docs'));
      writeFileSync(at('docs', 'c.md'), 'c');
      expect([...(await reader.next(over.signal))!]).toContain('docs/c.md');
      expect(polled).toEqual([code]);
    } finally {
      fs.watch = given;
      syncBuiltinESMExports();
    }
  },
);
