import { expect, test } from 'vitest';
import type { Clock } from '../../../src/host/host.ts';
import { boundsOf, modelPace } from '../../../src/targets/run/model-pace.ts';

function pace(most: number): {
  readonly log: string[];
  readonly start: (story: string, atMs: number, model?: string) => Promise<number>;
} {
  const log: string[] = [];
  let now = 0;
  const waited: number[] = [];
  const clock = { monotonicMs: () => now, wait: (ms: number) => Promise.resolve(void waited.push(ms)) } as unknown as Clock;
  const paced = modelPace(clock, new Map([['opus', most]]));
  const build = { tell: (event: object) => void log.push(JSON.stringify(event)), interrupted: new AbortController().signal };
  return {
    log,
    start: async (story, atMs, model = 'opus') => {
      now = atMs;
      waited.length = 0;
      await paced(build, story, model);
      return atMs + (waited[0] ?? 0);
    },
  };
}

test('no more sessions of a model start within any minute than it may have, and who waits is told so', async () => {
  const { start, log } = pace(2);
  const starts = [];
  for (const [at, story] of ['a', 'b', 'c', 'd', 'e'].entries()) starts.push(await start(story, at * 1000));
  expect(starts).toEqual([0, 1000, 60_000, 61_000, 120_000]);
  expect(log).toEqual(['c', 'd', 'e'].map((story) => JSON.stringify({ t: 'waiting', story, for: 'pace', on: 'opus' })));
});

test('a model without a bound, and a story without a model, wait for nobody', async () => {
  const { start, log } = pace(1);
  for (const story of ['a', 'b', 'c']) expect(await start(story, 0, 'haiku')).toBe(0);
  expect(log).toEqual([]);
  expect(boundsOf({ opus: { perMinute: 3 }, haiku: { concurrent: 1 } }, 'perMinute')).toEqual(new Map([['opus', 3]]));
});
