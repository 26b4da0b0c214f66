import { describe, expect, test } from 'vitest';
import type { Host, TreeEntry } from '../../../src/host/host.ts';
import { floorInputs, measureFloor } from '../../../src/targets/sizes/measure.ts';
import { story } from '../../check/card-values.ts';

const entry = (blob: string, mode = '100644'): TreeEntry => ({ mode, blob, bytes: 10 }) as TreeEntry;
const tree = new Map([
  ['src/a.mjs', entry('b1')],
  ['src/logo.png', entry('b2')],
  ['src/link.mjs', entry('b3', '120000')],
  ['vendor', entry('b4', '160000')],
]);
const inputs = (context: readonly string[], files = tree) =>
  floorInputs(story('add', { context }), [], files, { gates: [], config: { docs: [] } });
const reasons = (context: readonly string[], files = tree): string[] =>
  inputs(context, files).problems.map(({ reason }) => reason);

describe('context that cannot be counted is told, and none of it is read:', () => {
  test.each([
    ['a glob that matches nothing', 'src/*.rs', 'context-nothing'],
    ['a file that is missing', 'src/gone.mjs', 'context-nothing'],
    ['a path outside the repository', '../secret', 'context-outside'],
    ['a path that leaves it on the way', 'src/../../secret', 'context-outside'],
    ['an absolute path', '/etc/passwd', 'context-outside'],
    ['a link, which can lead anywhere', 'src/link.mjs', 'context-nothing'],
    ['a submodule', 'vendor', 'context-nothing'],
  ])('%s', (_, glob, reason) => {
    expect(reasons([glob])).toEqual([reason]);
    expect(inputs([glob]).files).toEqual([]);
  });
});

test('a glob that matches a million files is refused with their number, and no file of it is read', () => {
  const many = new Map(Array.from({ length: 1_000_000 }, (_, at) => [`src/f${at}.mjs`, entry(`b${at}`)] as const));
  const { problems, files } = inputs(['src/**'], many);
  expect(problems).toMatchObject([{ reason: 'context-too-many', count: 1_000_000, limit: 500 }]);
  expect(files).toEqual([]);
});

test('a binary file is refused by name, and what is text beside it is counted', async () => {
  const contents = new Map([
    ['b1', Buffer.from('export const a = 1;\n')],
    ['b2', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0])],
  ]);
  const host = { git: { blobs: async () => contents } } as unknown as Host;
  const cache = { count: async (text: string) => text.length, save: async () => {} };
  const measured = await measureFloor(host, '/repo', inputs(['src/a.mjs', 'src/logo.png']), cache);
  expect(measured.problems).toMatchObject([{ reason: 'context-binary', path: 'src/logo.png' }]);
  expect(measured.floor.parts.filter(({ kind }) => kind === 'file').map(({ name }) => name)).toEqual(['src/a.mjs']);
});
