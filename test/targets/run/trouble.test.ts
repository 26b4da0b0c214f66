import { expect, test } from 'vitest';
import { GitTrouble } from '../../../src/host/host.ts';
import { fullVolume, troubleOf } from '../../../src/targets/run/trouble.ts';

const files = { volumeOf: async () => ({ top: '/data', freeBytes: 0 }) };

function failure(code: string, more: object = { path: '/data/x', syscall: 'write' }): Error {
  return Object.assign(new Error(`${code}: it failed`), { code, ...more });
}

test('a full disk is told with the file and where its file system begins', async () => {
  for (const code of ['ENOSPC', 'EDQUOT'])
    expect(await troubleOf(files, failure(code))).toEqual({ reason: 'disk-full', path: '/data/x', volume: '/data' });
});

test('too many open files are the limit, whichever file met it', async () => {
  for (const code of ['EMFILE', 'ENFILE'])
    expect(await troubleOf(files, failure(code))).toMatchObject({ reason: 'files-exhausted' });
});

test('anything else the system has against a file is told by the file', async () => {
  expect(await troubleOf(files, failure('EIO'))).toEqual({ reason: 'disk-trouble', path: '/data/x', detail: 'EIO: it failed' });
});

test("git's words decide what git met", async () => {
  const told = (detail: string, hung = false): Promise<unknown> =>
    troubleOf(files, new GitTrouble({ command: 'add', detail, hung }));
  expect(await told('fatal: write error: No space left on device')).toMatchObject({ reason: 'disk-full' });
  expect(await told('error: open: Too many open files')).toMatchObject({ reason: 'files-exhausted' });
  expect(await told('fatal: bad object', false)).toEqual({
    reason: 'git-failed',
    command: 'add',
    detail: 'fatal: bad object',
    hung: false,
  });
  expect(await told('', true)).toMatchObject({ reason: 'git-failed', hung: true });
});

test('a bug of ours is nobody else’s trouble', async () => {
  for (const bug of [new TypeError('x is undefined'), failure('ERR_INVALID_ARG_TYPE', {}), undefined, 'text'])
    expect(await troubleOf(files, bug)).toBeUndefined();
});

test('a file system with next to no room is full, whichever of those that are written to', async () => {
  const project = { store: { layout: { folder: '/a', lanes: '/b' } }, repository: { commonDir: '/c' } } as never;
  const free = (path: string, freeBytes: number) => ({
    volumeOf: async (of: string) => ({ top: of, freeBytes: of === path ? freeBytes : 1e9 }),
  });
  expect(await fullVolume(free('/b', 4096), project)).toEqual({ reason: 'disk-full', path: '/b', volume: '/b' });
  expect(await fullVolume(free('/c', 1e8), project)).toBeUndefined();
});
