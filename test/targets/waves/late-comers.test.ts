import { expect, test } from 'vitest';
import type { Build } from '../../../src/targets/run/build.ts';
import type { Entry } from '../../../src/targets/integrate.ts';
import type { Radar } from '../../../src/targets/waves/radar.ts';
import { Waves } from '../../../src/targets/waves/waves.ts';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import { storeOf } from '../survey-of.ts';

/** Waves of which nothing lands, as somebody stands on the branch: how many there are, is told by how often that is looked at. */
function waves(wave: number): {
  readonly line: Waves;
  readonly enter: (story: string) => Promise<unknown>;
  readonly looks: () => number;
} {
  let looks = 0;
  const ref = 'refs/heads/xpar/integration';
  const checkouts = async (): Promise<readonly object[]> => {
    looks += 1;
    return [{ branch: ref, path: '/there' }];
  };
  const first = {
    host: { files: { readText: async () => undefined }, git: { checkouts } },
    project: {
      repository: { top: '/' },
      integration: { ref },
      config: completeConfig({ integrate: { wave } }),
      stories: [],
      adrs: [],
      gates: [],
      store: storeOf(),
    },
    interrupted: new AbortController().signal,
  } as unknown as Build;
  const line = new Waves(first, { tip: 't', landed: [] }, { conflicts: [] } as unknown as Radar);
  const enter = (story: string): Promise<unknown> =>
    line.enter({ build: first, lane: { story: { id: story } } } as unknown as Entry);
  return { line, enter, looks: () => looks };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a wave waits for a lane that has set out, and takes it along', async () => {
  const { line, enter, looks } = waves(8);
  line.coming.expect('add');
  line.coming.expect('double');
  const double = enter('double');
  await soon();
  expect(looks()).toBe(0);
  await Promise.all([double, enter('add')]);
  expect(looks()).toBe(1);
});

test('a lane that will not come is not waited for any longer, nor anybody once the wave is full', async () => {
  const { line, enter, looks } = waves(2);
  line.coming.expect('lost');
  const add = enter('add');
  await soon();
  line.coming.came('lost');
  await add;
  expect(looks()).toBe(1);
  line.coming.expect('late');
  await Promise.all([enter('add'), enter('double')]);
  expect(looks()).toBe(2);
});
