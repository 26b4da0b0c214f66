import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { layoutOf } from '../../src/record/layout.ts';
import { openSharedCache } from '../../src/record/shared-cache.ts';
import { readShared, sharedFiles } from '../../src/record/shared-ledger.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';
import { integrated, sessionOf } from './entries.ts';

const AT = { top: '/r', folder: 'ledger' };
const session = (run: string): JournalEntry => ({ t: 'session', at: 5, run, key: 'k', session: sessionOf() });
const filesOf = (files: ReturnType<typeof sharedFiles>) =>
  memoryFiles(Object.fromEntries(files.map(({ name, text }) => [`/r/ledger/${name}`, text])));
const layout = layoutOf('/r/.git');
const cacheFile = layout.sharedCache('/r');
const shared = sharedFiles([session('a'), session('b'), integrated({ run: 'a', story: 'übung' })]);
async function read(memory: MemoryFiles, reader = 'xpar 1') {
  const opened: string[] = [];
  const files: MemoryFiles = {
    ...memory,
    async readInside(root, relative, maxBytes) {
      opened.push(relative);
      return memory.readInside(root, relative, maxBytes);
    },
  };
  return { ...(await readShared(files, AT, new Set(), await openSharedCache(files, layout, '/r', reader))), opened };
}
function used(): MemoryFiles {
  const files = filesOf(shared);
  files.contents.set(layout.version, '1');
  return files;
}

test('what was read before is not opened again, and is the same; nothing is written where nothing is new', async () => {
  const files = used();
  const first = await read(files);
  expect(first.opened).toHaveLength(3);
  const again = await read(files);
  expect(again.opened).toEqual([]);
  expect(again.ledger).toEqual(first.ledger);
  expect(files.changes).toEqual([`cache ${cacheFile}`]);
});

test('what was read before is left out when its file is gone, and what is new is read', async () => {
  const files = used();
  await read(files);
  files.contents.delete(`/r/ledger/${shared[0]!.name}`);
  const [more] = sharedFiles([session('c')]);
  files.contents.set(`/r/ledger/${more!.name}`, more!.text);
  const { ledger, opened } = await read(files);
  expect(opened).toEqual([`ledger/${more!.name}`]);
  expect(ledger.sessions.map(({ run }) => run).toSorted()).toEqual(['b', 'c']);
});

test('what was read before is read anew, and told, where its file was edited since', async () => {
  const files = used();
  await read(files);
  files.contents.set(`/r/ledger/${shared[0]!.name}`, `${shared[0]!.text}\n`);
  const { ledger, problems } = await read(files);
  expect([problems.length, ledger.sessions.map(({ run }) => run)]).toEqual([1, ['b']]);
});

test('what was read before is read anew where it was damaged, each time', async () => {
  const files = used();
  const file = `/r/ledger/${shared[0]!.name}`;
  files.contents.set(file, '{}');
  for (const opened of [3, 1]) {
    const seen = await read(files);
    expect(seen.problems).toHaveLength(1);
    expect(seen.opened).toHaveLength(opened);
  }
  files.contents.set(file, shared[0]!.text);
  expect((await read(files)).ledger.sessions).toHaveLength(2);
});

test.each([
  ['cut short', (text: string) => text.slice(0, -5)],
  ['changed', (text: string) => text.replace('8800', '8801')],
  ['emptied', () => ''],
])('what was read before is read anew where what is kept was %s, or is of another xpar', async (_, damage) => {
  const files = used();
  const first = await read(files);
  files.contents.set(cacheFile, damage(files.contents.get(cacheFile)!));
  const again = await read(files);
  expect([again.opened.length, again.ledger]).toEqual([3, first.ledger]);
  expect((await read(files, 'xpar 2')).opened).toHaveLength(3);
});

test('what was read leaves nothing behind in a repository that was never built, unless it is much', async () => {
  const few = filesOf(shared);
  await read(few);
  expect(few.changes).toEqual([]);
  const many = filesOf(sharedFiles(Array.from({ length: 200 }, (_, at) => session(`r${at}`))));
  await read(many);
  expect((await read(many)).opened).toEqual([]);
});
