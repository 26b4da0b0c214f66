import { expect, test } from 'vitest';
import { newDoor } from '../../../src/targets/run/door.ts';
import { manualClock, settled } from '../../rig/manual-clock.ts';

const HOUR = 3_600_000;
const limits = { quotaMs: 6 * HOUR, outageMs: HOUR / 2 };
const forever = new AbortController().signal;

function waiter(opening: Promise<void>): () => boolean {
  let open = false;
  void opening.then(() => (open = true));
  return () => open;
}

test('a quota keeps every story out until the time its provider told, and no longer', async () => {
  const clock = manualClock(1_000);
  const door = newDoor(clock, limits);
  expect(door.shut('a', { cause: 'quota', untilMs: 61_000 })).toBe(61_000);
  const [a, b] = [waiter(door.open('a', forever)), waiter(door.open('b', forever))];
  await clock.advance(59_999);
  expect([a(), b()]).toEqual([false, false]);
  await clock.advance(1);
  await settled();
  expect([a(), b()]).toEqual([true, true]);
});

test('a service that failed one story keeps no other out', async () => {
  const clock = manualClock();
  const door = newDoor(clock, limits);
  expect(door.shut('a', { cause: 'outage' })).toBe(10_000);
  const [a, b] = [waiter(door.open('a', forever)), waiter(door.open('b', forever))];
  await settled();
  expect([a(), b()]).toEqual([false, true]);
});

test('where no time is told each wait is twice the last, up to the longest, and all together no longer than allowed', () => {
  const waits = (cause: 'quota' | 'outage'): (number | undefined)[] => {
    let now = 0;
    const door = newDoor({ ...manualClock(), now: () => now }, limits);
    const found: (number | undefined)[] = [];
    for (let until: number | undefined = 0; until !== undefined && found.length < 20;) {
      until = door.shut('a', { cause });
      found.push(until === undefined ? undefined : (until - now) / 1_000);
      now = until ?? now;
    }
    return found;
  };
  expect(waits('outage')).toEqual([10, 20, 40, 80, 160, 320, 600, undefined]);
  expect(waits('quota')).toEqual([300, 600, 1_200, 2_400, 3_600, 3_600, 3_600, 3_600, undefined]);
});

test('a time later than allowed is not waited for, and whose story that is stays known', () => {
  const door = newDoor(manualClock(), limits);
  expect(door.shut('a', { cause: 'quota', untilMs: 7 * HOUR })).toBeUndefined();
  expect([...door.gaveUp]).toEqual(['a']);
  expect(newDoor(manualClock(), { quotaMs: 0, outageMs: 0 }).shut('a', { cause: 'outage' })).toBeUndefined();
});

test('a time that is over is waited for a moment, and what was served is counted anew', () => {
  const door = newDoor(manualClock(50_000), limits);
  expect(door.shut('a', { cause: 'quota', untilMs: 3 })).toBe(51_000);
  expect(door.shut('b', { cause: 'outage' })).toBe(60_000);
  expect(door.shut('b', { cause: 'outage' })).toBe(70_000);
  door.passed('b');
  expect(door.shut('b', { cause: 'outage' })).toBe(60_000);
});

test('who is called away does not wait on', async () => {
  const door = newDoor(manualClock(), limits);
  door.shut('a', { cause: 'quota' });
  const away = new AbortController();
  const open = waiter(door.open('a', away.signal));
  away.abort();
  await settled();
  expect(open()).toBe(true);
});
