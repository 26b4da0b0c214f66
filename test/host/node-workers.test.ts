import { expect, test } from 'vitest';
import { nodeWorkers } from '../../src/host/node-workers.ts';
import type { Reading } from '../../src/model/reading.ts';

const workers = nodeWorkers();

function cards(count: number): { file: string; bytes: Uint8Array; kind: 'story' }[] {
  return Array.from({ length: count }, (_, at) => ({
    file: `stories/s${at}.md`,
    bytes: Buffer.from(`---\ntitle: Story ${at}\nstatus: draft\n---\n\nText ${at}\n`),
    kind: 'story',
  }));
}

const titles = (readings: readonly Reading[]): string[] => readings.map(({ story }) => story!.title);

test('work shared among threads comes back in the order it was given, and its progress is told to the end', async () => {
  const progress: number[] = [];
  const readings = await workers.each<unknown, Reading>('parse-card', cards(230), (done) => progress.push(done));
  expect(titles(readings)).toEqual(Array.from({ length: 230 }, (_, at) => `Story ${at}`));
  expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
  expect(progress.at(-1)).toBe(230);
});

test('a little work is done here', async () => {
  expect(titles(await workers.each<unknown, Reading>('parse-card', cards(2)))).toEqual(['Story 0', 'Story 1']);
  expect(await workers.each('parse-card', [])).toEqual([]);
});

test('work that fails in a thread fails', async () => {
  const broken = Array.from({ length: 230 }, () => ({ file: 'a.md', kind: 'story' }));
  await expect(workers.each('parse-card', broken)).rejects.toThrow(/undefined/);
});
