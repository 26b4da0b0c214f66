import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { newTurnstile } from '../../../src/targets/run/turnstile.ts';
import { manualClock, settled } from '../../rig/manual-clock.ts';

/** Sessions by name, as they begin; `leave` ends one, `stop` interrupts the build. */
function hall({ agents = 2, perModel = new Map<string, number>(), stagger = '0s' } = {}) {
  const clock = manualClock();
  const stopping = new AbortController();
  const config = completeConfig({ parallel: { stagger } });
  const build = {
    host: { clock },
    project: { config },
    door: { open: async () => {} },
    interrupted: stopping.signal,
  } as unknown as Build;
  const turnstile = newTurnstile({ agents, perModel, paced: async () => {} });
  const within = new Map<string, () => void>();
  const turnedAway: string[] = [];
  return {
    clock,
    turnedAway,
    stop: () => stopping.abort(),
    begun: () => [...within.keys()],
    come: (name: string, model = 'sonnet') => {
      void turnstile.pass(build, { story: name, model }).then((leave) => {
        if (leave === undefined) turnedAway.push(name);
        else within.set(name, leave);
      });
    },
    leave: (name: string) => {
      within.get(name)!();
      within.delete(name);
    },
  };
}

test('no more sessions are let in than there are lanes, and the next one in the order in which they came', async () => {
  const { come, leave, begun } = hall();
  for (const name of ['a', 'b', 'c', 'd']) come(name);
  await settled();
  expect(begun()).toEqual(['a', 'b']);
  leave('b');
  await settled();
  expect(begun()).toEqual(['a', 'c']);
});

test('one whose model has as many as it may lets others by', async () => {
  const { come, leave, begun } = hall({ agents: 3, perModel: new Map([['opus', 1]]) });
  come('a', 'opus');
  come('b', 'opus');
  come('c');
  await settled();
  expect(begun()).toEqual(['a', 'c']);
  leave('a');
  await settled();
  expect(begun()).toEqual(['c', 'b']);
});

test('they begin one after another, a stagger apart', async () => {
  const { come, begun, clock } = hall({ stagger: '2s' });
  come('a');
  come('b');
  await settled();
  expect(begun()).toEqual(['a']);
  await clock.advance(2_000);
  await settled();
  expect(begun()).toEqual(['a', 'b']);
});

test('an interrupt turns away who waits for a place or for the stagger, and their places are free', async () => {
  const { come, stop, begun, turnedAway } = hall({ stagger: '2s' });
  for (const name of ['a', 'b', 'c']) come(name);
  await settled();
  stop();
  await settled();
  expect([begun(), turnedAway.toSorted((one, other) => one.localeCompare(other))]).toEqual([['a'], ['b', 'c']]);
});
