import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../../src/host/node-files.ts';

const files = nodeFiles();
let root: string;
const at = (name: string): string => path.join(root, 'inside', name);

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-files-')));
  mkdirSync(at('folder'), { recursive: true });
  writeFileSync(path.join(root, 'secret'), 'secret');
  writeFileSync(at('file'), 'text');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function inside(relative: string, maxBytes = 100): Promise<string> {
  const read = await files.readInside(path.join(root, 'inside'), relative, maxBytes);
  return read.ok ? `text: ${Buffer.from(read.bytes).toString()}` : read.trouble;
}

test('a file inside is read to the byte, up to the limit and no further', async () => {
  expect(await inside('file')).toBe('text: text');
  expect(await inside('folder/../file', 4)).toBe('text: text');
  expect(await inside('file', 3)).toBe('too-large');
});

test('nothing outside is read, by no way that leads there', async () => {
  symlinkSync(path.join(root, 'secret'), at('link'));
  symlinkSync('../secret', at('relative-link'));
  symlinkSync(root, at('folder/up'));
  mkdirSync(path.join(root, 'inside-too'));
  writeFileSync(path.join(root, 'inside-too/file'), 'x');
  for (const way of ['../secret', 'link', 'relative-link', 'folder/up/secret', path.join(root, 'secret'), '../inside-too/file'])
    expect(await inside(way)).toBe('outside');
});

test('a link that stays inside is read', async () => {
  symlinkSync('../file', at('folder/link'));
  expect(await inside('folder/link')).toBe('text: text');
});

test('what is no file is told, and nothing hangs on it', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('loop', at('loop'));
  symlinkSync('nowhere', at('dangling'));
  expect(
    await Promise.all(['folder', '.', 'pipe', 'loop', 'dangling', 'gone', 'file/below'].map((name) => inside(name))),
  ).toEqual(['not-a-file', 'not-a-file', 'not-a-file', 'missing', 'missing', 'missing', 'missing']);
});

test('text is undefined where there is none to read', async () => {
  expect([
    await files.readText(at('file')),
    await files.readText(at('gone')),
    await files.readText(at('folder')),
    await files.readText(at('file/below')),
  ]).toEqual(['text', undefined, undefined, undefined]);
});

test('a folder is listed without its folders, sorted', async () => {
  writeFileSync(at('b'), '');
  symlinkSync('file', at('a'));
  expect([await files.list(path.join(root, 'inside')), await files.list(at('gone')), await files.list(at('file'))]).toEqual([
    ['a', 'b', 'file'],
    undefined,
    undefined,
  ]);
});

test('a file is replaced whole, its folders are made, and nothing stays beside it', async () => {
  await files.writeAtomic(at('new/deep/file'), 'one');
  await files.writeAtomic(at('new/deep/file'), 'two');
  expect([readFileSync(at('new/deep/file'), 'utf8'), readdirSync(at('new/deep'))]).toEqual(['two', ['file']]);
});

test('a file that cannot be replaced stays as it was, and nothing stays beside it', async () => {
  await expect(files.writeAtomic(at('folder'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(path.join(root, 'inside'))).toEqual(['file', 'folder']);
});

test('many who write one file at once leave one of their texts, whole', async () => {
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(texts.map((text) => files.writeAtomic(at('file'), text)));
  expect(texts).toContain(readFileSync(at('file'), 'utf8'));
});

test('a new file is made only where nothing stands, not even a link to nowhere', async () => {
  symlinkSync(path.join(root, 'elsewhere'), at('dangling'));
  expect([
    await files.createNew(at('deep/new'), 'x'),
    await files.createNew(at('deep/new'), 'y'),
    await files.createNew(at('dangling'), 'z'),
  ]).toEqual([true, false, false]);
  expect([readFileSync(at('deep/new'), 'utf8'), await files.exists(path.join(root, 'elsewhere'))]).toEqual(['x', false]);
});

test('of many who make one file exactly one does', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, (_, index) => files.createNew(at('one'), String(index))));
  expect(made.filter(Boolean)).toHaveLength(1);
});

test('what is appended stands at the end, and can be followed from where one was', async () => {
  await files.append(at('log'), 'one\n', true);
  const first = await files.readFrom(at('log'), 0);
  await files.append(at('log'), 'zwei ü\n', false);
  expect(Buffer.from(await files.readFrom(at('log'), first.length)).toString()).toBe('zwei ü\n');
  expect((await files.readFrom(at('log'), 1000)).length).toBe(0);
  expect((await files.readFrom(at('gone'), 0)).length).toBe(0);
});

test('at most four mebibytes are read at once', async () => {
  writeFileSync(at('big'), Buffer.alloc(5 * 1024 * 1024));
  expect([(await files.readFrom(at('big'), 0)).length, (await files.readFrom(at('big'), 4 * 1024 * 1024)).length]).toEqual([
    4 * 1024 * 1024,
    1024 * 1024,
  ]);
});

test('a folder is empty only when there is nothing in it, hidden or not', async () => {
  const empty = await files.isEmptyFolder(at('folder'));
  writeFileSync(at('folder/.hidden'), '');
  expect([
    empty,
    await files.isEmptyFolder(at('folder')),
    await files.isEmptyFolder(at('file')),
    await files.isEmptyFolder(at('gone')),
  ]).toEqual([true, false, false, false]);
});

test('a link is there even when it leads nowhere', async () => {
  symlinkSync('nowhere', at('dangling'));
  expect([await files.exists(at('dangling')), await files.exists(at('gone'))]).toEqual([true, false]);
});

test('a link on the way is seen, a path without one is not', async () => {
  mkdirSync(at('real'));
  writeFileSync(at('real/file'), '');
  symlinkSync('real', at('linked'));
  const seen = await Promise.all(
    ['real/file', 'linked/file', 'linked', 'real', 'gone/file'].map((name) => files.isLinked(path.join(root, 'inside'), name)),
  );
  expect(seen).toEqual([false, true, true, false, false]);
});

test('removing takes folders too, follows no link, and forgives what is not there', async () => {
  symlinkSync(path.join(root, 'secret'), at('folder/link'));
  writeFileSync(at('folder/read-only'), '');
  chmodSync(at('folder/read-only'), 0o444);
  await files.remove(at('folder'));
  await files.remove(at('folder'));
  expect([readdirSync(path.join(root, 'inside')), readFileSync(path.join(root, 'secret'), 'utf8')]).toEqual([['file'], 'secret']);
});

test('a folder is copied with what is in it', async () => {
  writeFileSync(at('folder/.hidden'), 'x');
  await files.copyFolder(at('folder'), at('copy'));
  expect(readFileSync(at('copy/.hidden'), 'utf8')).toBe('x');
});

test('a look at a file changes with its size, its times and what stands at its name', async () => {
  const [file, gone] = [at('file'), at('gone')];
  const look = async (): Promise<string> => (await files.stamps([file, gone])).join(' ');
  const before = await look();
  expect(before).toMatch(/^4 .* -1 0 0 0$/);
  expect(await look()).toBe(before);
  writeFileSync(at('other'), 'text');
  renameSync(at('other'), file);
  expect(await look()).not.toBe(before);
});

test('many are looked at in the order given; what cannot be looked at is as good as gone', async () => {
  const seen = await files.stamps([at('file/below'), at('gone'), at('file'), at('folder')]);
  expect([seen.length, seen[0], seen[4], seen[8]]).toEqual([16, -1, -1, 4]);
});

test('pieces of a file are read where they stand, to its end and no further', async () => {
  const piece = (await files.pieces(at('file')))!;
  const text = (offset: number, length: number): string => Buffer.from(piece(offset, length)).toString();
  expect([text(0, 4), text(1, 2), text(3, 9), text(9, 1)]).toEqual(['text', 'ex', 't', '']);
  expect(await files.pieces(at('gone'))).toBeUndefined();
});

test('a cache is written whole or not at all, and it is no failure when it cannot be', async () => {
  expect(await files.writeCache(at('cache'), Buffer.from('one'))).toBe(true);
  expect(await files.readText(at('cache'))).toBe('one');
  expect(await files.writeCache(at('gone/cache'), Buffer.from('two'))).toBe(false);
  expect(await files.writeCache(at('folder'), Buffer.from('two'))).toBe(false);
  expect(readdirSync(path.join(root, 'inside')).sort()).toEqual(['cache', 'file', 'folder']);
});

test('folders are named without files and links; a size is of all that stands below, a link counting for itself', async () => {
  mkdirSync(at('folder/deep'));
  writeFileSync(at('folder/deep/a'), 'four');
  symlinkSync('..', at('folder/up'));
  expect(await files.folders(at('.'))).toEqual(['folder']);
  expect(await files.folders(at('folder'))).toEqual(['deep']);
  expect(await files.folders(at('none'))).toBeUndefined();
  expect([await files.sizeOf(at('folder')), await files.sizeOf(at('file')), await files.sizeOf(at('none'))]).toEqual([6, 4, 0]);
});
