import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUSY_MOST_MS, batches, gathered, MOST_MS, QUIET_MS, unsettledMs, type Gathering } from '../../src/run/batches.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';

const forever = new AbortController().signal;

test('changes that come close together are one batch, and one that comes later is another', async () => {
  const clock = manualClock();
  const reader = batches(clock, async () => false);
  const told: string[][] = [];
  void (async () => {
    for (let batch = await reader.next(forever); batch; batch = await reader.next(forever)) told.push([...batch]);
  })();
  for (const name of ['a', 'b', 'a']) {
    reader.push(name);
    await clock.advance(QUIET_MS - 1);
  }
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([['a', 'b']]);
  reader.push('c');
  await clock.advance(QUIET_MS);
  expect(told).toEqual([['a', 'b'], ['c']]);
});

test('where something always comes, a batch ends all the same', async () => {
  const clock = manualClock();
  const reader = batches(clock, async () => false);
  const first = reader.next(forever);
  for (let ms = 0; ms <= MOST_MS; ms += QUIET_MS / 2) {
    reader.push(`at ${ms}`);
    await clock.advance(QUIET_MS / 2);
  }
  expect((await first)?.size).toBe((MOST_MS / QUIET_MS) * 2);
});

test('while git changes the checkout nothing is over, but not for ever', async () => {
  const clock = manualClock();
  let isBusy = true;
  const reader = batches(clock, async () => isBusy);
  const ended: string[] = [];
  const note = (name: string) => (paths: ReadonlySet<string> | undefined) => void ended.push(`${name} ${paths?.size}`);
  void reader.next(forever).then(note('first'));
  reader.push('a');
  await clock.advance(MOST_MS * 2);
  expect(ended).toEqual([]);
  isBusy = false;
  await clock.advance(QUIET_MS);
  expect(ended).toEqual(['first 1']);
  isBusy = true;
  void reader.next(forever).then(note('second'));
  reader.push('b');
  await clock.advance(BUSY_MOST_MS + QUIET_MS);
  expect(ended).toEqual(['first 1', 'second 1']);
});

test('who waits for a batch is let go when the watch ends', async () => {
  const over = new AbortController();
  const waiting = batches(manualClock(), async () => false).next(over.signal);
  await settled();
  over.abort();
  expect(await waiting).toBeUndefined();
});

test('no change is lost, and no batch waits longer than its bound', () => {
  const changes = fc.array(fc.record({ path: fc.string(), afterMs: fc.nat(QUIET_MS) }), { minLength: 1 });
  fc.assert(
    fc.property(changes, (all) => {
      let nowMs = 0;
      let gathering: Gathering | undefined;
      for (const { path, afterMs } of all) gathering = gathered(gathering, path, (nowMs += afterMs));
      expect([...gathering!.paths].toSorted()).toEqual([...new Set(all.map(({ path }) => path))].toSorted());
      expect(unsettledMs(gathering!, nowMs)).toBeLessThanOrEqual(QUIET_MS);
      expect(unsettledMs(gathering!, gathering!.firstMs + MOST_MS)).toBe(0);
    }),
  );
});
