import { expect, test } from 'vitest';
import { quickBuild, type QuickHost } from '../../src/cli/quick.ts';

/** The folder for which these arguments would be answered at once; undefined where they are not taken. */
async function takenFor(argv: readonly string[]): Promise<string | undefined> {
  let folder: string | undefined;
  const hostAt = (asked: string | undefined): QuickHost => {
    folder = asked ?? '.';
    throw new Error('that is all the test wants to know');
  };
  await quickBuild(argv, hostAt).catch(() => undefined);
  return folder;
}

const TAKEN: readonly (readonly [argv: string, folder: string])[] = [
  ['', '.'],
  ['build', '.'],
  ['-q', '.'],
  ['build --question -k', '.'],
  ['--keep-going --yes', '.'],
  ['-j 3', '.'],
  ['-j3', '.'],
  ['build --jobs=2 -y', '.'],
  ['-C sub -k', 'sub'],
];

test.each(TAKEN)('xpar %s may be answered without reading', async (argv, folder) => {
  expect(await takenFor(argv.split(' ').filter(Boolean))).toBe(folder);
});

const LEFT = [
  'build login',
  'login',
  '-n',
  '-B',
  '-t',
  '--why',
  '--json',
  '--model x',
  '-W stories/a.md',
  '--ui live',
  '-j',
  '-j 0',
  '-j many',
  '-j0x2',
  '--jobs=',
  '-C a -C b',
  '-C',
  'plan',
  'build build',
  '--frob',
  '-kq',
  '--',
];

test.each(LEFT)('xpar %s is for the whole command line', async (argv) => {
  expect(await takenFor(argv.split(' '))).toBeUndefined();
});
