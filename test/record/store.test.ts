import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { journalLine } from '../../src/record/journal.ts';
import { layoutOf } from '../../src/record/layout.ts';
import { mendJournal, openStore, prepareStore, type Store } from '../../src/record/store.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';
import { failed, implemented, started } from './entries.ts';

const LAYOUT = layoutOf('/repo/.git');
const { journal: JOURNAL, version: VERSION } = LAYOUT;

async function opened(files: MemoryFiles): Promise<Store> {
  const answer = await openStore(files, LAYOUT);
  if (!answer.ok) throw new Error(answer.problem.reason);
  return answer.store;
}

const text = (...entries: readonly JournalEntry[]): string => entries.map(journalLine).join('');

test('looking at a repository without `.xpar` creates nothing', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  expect([store.state.stories.size, store.problems, files.changes]).toEqual([0, [], []]);
});

test('preparing makes the folder, which git ignores, and its version', async () => {
  const files = memoryFiles();
  expect(await prepareStore(files, LAYOUT)).toBeUndefined();
  expect(Object.fromEntries(files.contents)).toEqual({ [LAYOUT.ignore]: '*\n', [VERSION]: '1\n', [JOURNAL]: '' });
});

test('preparing twice changes nothing', async () => {
  const files = memoryFiles({ [LAYOUT.ignore]: '# mine\n', [VERSION]: '1\n' });
  await prepareStore(files, LAYOUT);
  expect(Object.fromEntries(files.contents)).toEqual({ [LAYOUT.ignore]: '# mine\n', [VERSION]: '1\n', [JOURNAL]: '' });
});

test('a folder that can be read and not written is refused before anything is worth recording', async () => {
  const files = memoryFiles({ [LAYOUT.ignore]: '*\n', [VERSION]: '1\n' });
  files.failWith('EROFS: read-only file system');
  expect(await prepareStore(files, LAYOUT)).toEqual({
    reason: 'not-writable',
    path: LAYOUT.folder,
    detail: 'EROFS: read-only file system',
  });
});

test('files that a crash left empty are filled', async () => {
  const files = memoryFiles({ [LAYOUT.ignore]: '', [VERSION]: '' });
  expect((await openStore(files, LAYOUT)).ok).toBe(true);
  await prepareStore(files, LAYOUT);
  expect(files.contents.get(VERSION)).toBe('1\n');
  expect(files.contents.get(LAYOUT.ignore)).toBe('*\n');
});

test('a version this xpar does not know is refused, not guessed at', async () => {
  expect(await openStore(memoryFiles({ [VERSION]: '2\n' }), LAYOUT)).toEqual({
    ok: false,
    problem: { reason: 'state-newer', found: '2', known: '1', folder: '/repo/.xpar' },
  });
});

test('a folder that cannot be written is a problem, not a crash', async () => {
  const files = memoryFiles();
  files.failWith('EROFS: read-only file system');
  expect(await prepareStore(files, LAYOUT)).toEqual({
    reason: 'not-writable',
    path: '/repo/.xpar',
    detail: 'EROFS: read-only file system',
  });
});

test('what was appended is seen at once, and by the next to open', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  await store.append(implemented());
  expect(store.state.stories.get('login')?.steps.implement?.key).toBe('k1');
  expect((await opened(files)).state).toEqual(store.state);
});

test('entries appended at the same moment stand one after the other', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  await Promise.all([store.append(started('gate')), store.append(implemented()), store.append(failed('gate'))]);
  expect(files.contents.get(JOURNAL)).toBe(text(started('gate'), implemented(), failed('gate')));
});

test('what the disk has not is not in the state, and nothing is written after it', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  files.failWith('ENOSPC: no space left on device');
  await expect(store.append(implemented())).rejects.toThrow('ENOSPC');
  files.failWith(undefined);
  // Half a line may stand there: a line after it would turn a torn tail into damage.
  await expect(store.append(started('gate'))).rejects.toThrow('ENOSPC');
  expect(store.state.stories.size).toBe(0);
  expect(files.contents.has(JOURNAL)).toBe(false);
});

test('a torn tail is told and read past; the one who holds the lock cuts it off', async () => {
  const half = text(started('gate')).slice(0, 20);
  const files = memoryFiles({ [JOURNAL]: text(implemented()) + half });
  const torn = { reason: 'state-torn', file: JOURNAL, bytes: 20 };
  const store = await opened(files);
  expect(store.problems).toEqual([torn]);
  expect(store.state.stories.size).toBe(1);
  expect(files.changes).toEqual([]);
  expect(await mendJournal(files, LAYOUT)).toEqual(torn);
  expect(files.contents.get(JOURNAL)).toBe(text(implemented()));
  expect(await mendJournal(files, LAYOUT)).toBeUndefined();
});

test('after mending, the journal goes on where it was sound', async () => {
  const files = memoryFiles({ [JOURNAL]: `${text(implemented())}\0\0` });
  await mendJournal(files, LAYOUT);
  await (await opened(files)).append(failed('gate'));
  expect((await opened(files)).problems).toEqual([]);
});

test('damage in the middle is refused and left as it is', async () => {
  const files = memoryFiles({ [JOURNAL]: `spoilt\n${text(implemented())}` });
  expect(await openStore(files, LAYOUT)).toMatchObject({
    ok: false,
    problem: { reason: 'state-damaged', file: JOURNAL, line: 1 },
  });
  expect(await mendJournal(files, LAYOUT)).toMatchObject({ reason: 'state-damaged', line: 1 });
  expect(files.changes).toEqual([]);
});

test('a text is kept once under its digest', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  await store.keepText('abc', 'A clerk');
  const { length } = files.changes;
  await store.keepText('abc', 'A clerk');
  expect(files.changes).toHaveLength(length);
  expect(await store.text('abc')).toBe('A clerk');
  expect(await store.text('never-kept')).toBeUndefined();
});

test('a kept text that a crash cut short is written again, whole', async () => {
  const files = memoryFiles();
  const store = await opened(files);
  await store.keepText('abc', 'A clerk');
  for (const [file, text] of files.contents) if (text === 'A clerk') files.contents.set(file, 'A cl');
  expect(await store.text('abc')).toBe('A cl');
  await store.keepText('abc', 'A clerk');
  expect(await store.text('abc')).toBe('A clerk');
});
