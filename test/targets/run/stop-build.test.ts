import { expect, test } from 'vitest';
import { stopRunning } from '../../../src/targets/run/stop-build.ts';
import { buildElsewhere, HOLDER, STARTED, type BuildElsewhere } from './build-elsewhere.ts';

const decided = async (): Promise<undefined> => undefined;

function stopping(there: BuildElsewhere, now = false): { ended: ReturnType<typeof stopRunning>; leave: () => void } {
  const enough = new AbortController();
  const ended = stopRunning(there.host, { now, enough: enough.signal, begun: () => {}, decided });
  return { ended, leave: () => enough.abort() };
}

const heard = (times: number) => ({ t: 'stopping', signal: 'SIGINT', times }) as const;

test('one interrupt, and then its end is waited for', async () => {
  const there = buildElsewhere();
  there.tells(STARTED);
  const { ended } = stopping(there);
  await there.clock.advance(5_000);
  expect(there.signals).toBe(1);
  there.tells(heard(1));
  there.ends(130);
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true, value: { holder: HOLDER, end: { how: 'ended', exit: 130 }, kept: [] } });
  expect(there.signals).toBe(1);
});

test('`now` is two interrupts, the second once the first was heard: two on top of each other would be one', async () => {
  const there = buildElsewhere();
  const { ended } = stopping(there, true);
  await there.clock.advance(300);
  expect(there.signals).toBe(1);
  there.tells(heard(1));
  await there.clock.advance(300);
  expect(there.signals).toBe(2);
  there.tells(heard(2));
  there.ends(130);
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true });
});

test('what stands in the record can hold the second interrupt of `now` up for a moment, and not away', async () => {
  for (const forged of [[], [heard(1)], [heard(1), heard(2)]]) {
    const there = buildElsewhere();
    there.tells(...forged);
    const { ended } = stopping(there, true);
    await there.clock.advance(300);
    expect(there.signals).toBe(1);
    await there.clock.advance(1_000);
    expect(there.signals).toBe(2);
    there.ends(130);
    await there.clock.advance(1_000);
    expect(await ended).toMatchObject({ ok: true, value: { end: { exit: 130 } } });
  }
});

test('one that says it is stopping is waited for, and that is said: a second interrupt would end everything at once', async () => {
  const there = buildElsewhere();
  there.tells(heard(1));
  const told: boolean[] = [];
  const { signal } = new AbortController();
  const ended = stopRunning(there.host, {
    now: false,
    enough: signal,
    begun: (_holder, isStopping) => told.push(isStopping),
    decided,
  });
  await there.clock.advance(5_000);
  expect({ signals: there.signals, told }).toEqual({ signals: 0, told: [true] });
  there.ends(130);
  await there.clock.advance(1_000);
  expect(await ended).toMatchObject({ ok: true });
});

test('an end on record is none as long as the lock is held', async () => {
  const there = buildElsewhere();
  there.tells({ end: { exit: 0, problems: [] } });
  const { ended } = stopping(there);
  await there.clock.advance(2_000);
  expect(there.signals).toBe(1);
  there.tells(heard(1));
  there.ends(130);
  await there.clock.advance(1_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'ended', exit: 130 } } });
});

test('one that is gone before it could be asked has ended', async () => {
  const there = buildElsewhere();
  there.onSignal = () => {
    there.holder = undefined;
    return 'gone';
  };
  const { ended } = stopping(there, true);
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ ok: true, value: { end: { how: 'killed' } } });
});

test('a process that is not provably the build is left alone, with what a person can do', async () => {
  for (const because of ['unproven', 'astray', 'denied'] as const) {
    const there = buildElsewhere();
    there.onSignal = () => because;
    const { ended } = stopping(there);
    await there.clock.advance(300);
    expect(await ended).toMatchObject({ ok: false, problems: [{ reason: 'build-out-of-reach', because, pid: 7 }] });
  }
});

test('nothing is signalled on Windows, on another machine, or by an agent', async () => {
  const windows = buildElsewhere({}, 'win32');
  expect(await stopping(windows).ended).toMatchObject({ ok: false, problems: [{ because: 'windows' }] });
  const away = buildElsewhere();
  away.holder = { ...HOLDER, host: 'there' };
  expect(await stopping(away).ended).toMatchObject({ ok: false, problems: [{ because: 'elsewhere' }] });
  const agent = buildElsewhere({ XPAR_SESSION: 'add' });
  expect(await stopping(agent).ended).toMatchObject({ ok: false, problems: [{ reason: 'answer-from-lane' }] });
  expect([windows.signals, away.signals, agent.signals]).toEqual([0, 0, 0]);
});

test('who no longer waits leaves it to stop by itself', async () => {
  const there = buildElsewhere();
  const { ended, leave } = stopping(there);
  await there.clock.advance(300);
  leave();
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true, value: { end: { how: 'left' } } });
  expect(there.signals).toBe(1);
});
