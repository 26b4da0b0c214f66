import { expect, test } from 'vitest';
import { keepAnswer, quickAnswer, type QuickAnswer, type Sighting } from '../../src/record/quick-answer.ts';
import { memoryFiles } from '../rig/memory-files.ts';

const FILE = '/repo/.xpar/quick-1';
const ANSWER: QuickAnswer = { events: [{ t: 'stopping', signal: 'größer', times: 1 }], exit: 3, upToDate: false };

async function looked(files: ReturnType<typeof memoryFiles>, paths: readonly string[], sinceMs = 5_000): Promise<Sighting> {
  return { paths, stamps: await files.stamps(paths), sinceMs };
}

const world = (): ReturnType<typeof memoryFiles> => memoryFiles({ '/repo/a': 'one', '/repo/ä': 'two' });
const PATHS = ['/repo/a', '/repo/ä', '/repo/gone'];

test('an answer is given again as long as nothing looks different', async () => {
  const files = world();
  expect(await quickAnswer(files, FILE)).toBeUndefined();
  expect(await keepAnswer(files, FILE, { answer: ANSWER, seen: await looked(files, PATHS) })).toBe(true);
  expect(await quickAnswer(files, FILE)).toEqual(ANSWER);
});

test.for<[string, (contents: Map<string, string>) => void]>([
  ['changed', (contents) => contents.set('/repo/a', 'other')],
  ['gone', (contents) => contents.delete('/repo/ä')],
  ['new', (contents) => contents.set('/repo/gone', '')],
])('a file that is %s makes it no answer', async ([, change]) => {
  const files = world();
  await keepAnswer(files, FILE, { answer: ANSWER, seen: await looked(files, PATHS) });
  change(files.contents);
  expect(await quickAnswer(files, FILE)).toBeUndefined();
});

test('no answer is kept that hangs on a file which may still change unseen', async () => {
  const files = world();
  expect(await keepAnswer(files, FILE, { answer: ANSWER, seen: await looked(files, PATHS, 50) })).toBe(false);
  expect(await quickAnswer(files, FILE)).toBeUndefined();
});

test('half an answer is none, wherever it is cut', async () => {
  const files = world();
  await keepAnswer(files, FILE, { answer: ANSWER, seen: await looked(files, PATHS) });
  const whole = files.contents.get(FILE)!;
  for (let end = 0; end < whole.length; end++) {
    files.contents.set(FILE, whole.slice(0, end));
    expect(await quickAnswer(files, FILE)).toBeUndefined();
  }
  files.contents.set(FILE, whole.replace('größer'.slice(0, 2), 'GR'));
  expect(await quickAnswer(files, FILE)).toBeUndefined();
});
