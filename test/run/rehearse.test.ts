import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rehearse, type Rehearsed } from '../../src/run/rehearse.ts';

const session = (story: string, durationMs: number, more: Partial<Rehearsed> = {}): Rehearsed => ({
  story,
  durationMs,
  dependsOn: [],
  pathTokens: durationMs,
  priority: 100,
  place: 1,
  ...more,
});
const apart = { agents: 2, clash: () => false };

it('sessions take the places there are, the heaviest first', () => {
  expect(rehearse([session('a', 30), session('b', 20), session('c', 10)], apart)).toBe(30);
  expect(rehearse([session('a', 30), session('b', 20), session('c', 10)], { ...apart, agents: 1 })).toBe(60);
});

it('what needs another begins after it, and what shares files waits', () => {
  const chain = [session('a', 30), session('b', 20, { dependsOn: ['a'], place: 2 })];
  expect(rehearse(chain, apart)).toBe(50);
  expect(rehearse([session('a', 30), session('b', 20)], { agents: 2, clash: () => true })).toBe(50);
});

it('what needs a story that is not part of it does not wait', () => {
  expect(rehearse([session('a', 30, { dependsOn: ['landed'] })], apart)).toBe(30);
  expect(rehearse([], apart)).toBe(0);
});

it('takes no longer than one after the other, and no shorter than the longest chain or an even share', () => {
  const anySessions = fc.array(fc.record({ durationMs: fc.nat(50), needs: fc.array(fc.nat(8), { maxLength: 2 }) }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(anySessions, fc.integer({ min: 1, max: 4 }), (some, agents) => {
      const sessions = some.map(({ durationMs, needs }, at) =>
        session(`s${at}`, durationMs, { dependsOn: needs.filter((need) => need < at).map((need) => `s${need}`), place: at + 1 }),
      );
      const chains = new Map<string, number>();
      for (const { story, durationMs, dependsOn } of sessions)
        chains.set(story, durationMs + Math.max(0, ...dependsOn.map((need) => chains.get(need)!)));
      const total = sessions.reduce((sum, { durationMs }) => sum + durationMs, 0);
      const took = rehearse(sessions, { agents, clash: () => false });
      expect(took).toBeLessThanOrEqual(total);
      expect(took).toBeGreaterThanOrEqual(Math.max(total / agents, 0, ...chains.values()));
    }),
  );
});
