import { expect, test } from 'vitest';
import { stopRunning } from '../../../src/targets/run/stop-build.ts';
import { buildElsewhere, ending, HOLDER, STARTED, type BuildElsewhere } from './build-elsewhere.ts';

function stopping(there: BuildElsewhere, now = false): { ended: ReturnType<typeof stopRunning>; leave: () => void } {
  const enough = new AbortController();
  const ended = stopRunning(there.host, { now, enough: enough.signal, begun: () => {} });
  return { ended, leave: () => enough.abort() };
}

const heard = (times: number) => ({ t: 'stopping', signal: 'SIGINT', times }) as const;

test('one interrupt, and then its end is waited for', async () => {
  const there = buildElsewhere();
  there.tells(STARTED);
  const { ended } = stopping(there);
  await there.clock.advance(5_000);
  expect(there.signals).toBe(1);
  there.tells(heard(1), ending(130));
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true, value: { holder: HOLDER, end: { how: 'ended', exit: 130 }, kept: [] } });
  expect(there.signals).toBe(1);
});

test('`now` is two interrupts, the second once the first was heard: two on top of each other would be one', async () => {
  const there = buildElsewhere();
  const { ended } = stopping(there, true);
  await there.clock.advance(5_000);
  expect(there.signals).toBe(1);
  there.tells(heard(1));
  await there.clock.advance(300);
  expect(there.signals).toBe(2);
  there.tells(heard(2), ending(130));
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true });
});

test('one that is stopping already is waited for, and with `now` interrupted once more', async () => {
  const there = buildElsewhere();
  there.tells(heard(1));
  const waiting = stopping(there);
  await there.clock.advance(300);
  expect(there.signals).toBe(0);
  const { ended } = stopping(there, true);
  await there.clock.advance(300);
  expect(there.signals).toBe(1);
  there.tells(heard(2), ending(130));
  await there.clock.advance(300);
  expect([await waiting.ended, await ended]).toMatchObject([{ ok: true }, { ok: true }]);
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
  const there = buildElsewhere();
  there.onSignal = () => 'unproven';
  const { ended } = stopping(there);
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: false, problems: [{ reason: 'build-out-of-reach', because: 'unproven', pid: 7 }] });
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
