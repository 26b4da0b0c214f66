import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packed, sessionSums, type Packable } from '../../src/budget/packing.ts';

const story = (id: string, floorTokens: number, more: Partial<Packable['forecast']> = {}, agent = 'claude'): Packable => ({
  id,
  agent,
  forecast: {
    model: 'claude-sonnet-4-6',
    floorTokens,
    workingP80Tokens: 7 * floorTokens,
    baseTokens: 6_000,
    zone: { warnTokens: 64_000, hardTokens: 100_000, source: 'seed' },
    ...more,
  },
});
const always = () => true;
const names = (sessions: readonly (readonly Packable[])[]) => sessions.map((session) => session.map(({ id }) => id).join('+'));

it('small stories share a session, the base paid once, and the sums are shown', () => {
  const [session] = packed([story('weigh', 2_000), story('label', 3_000)], always);
  expect(sessionSums(session!)).toEqual({
    stories: ['weigh', 'label'],
    baseTokens: 6_000,
    floorTokens: 5_000,
    workingP80Tokens: 35_000,
    totalTokens: 46_000,
    hardTokens: 100_000,
  });
});

it('what does not fit the smart zone together goes apart, by one token', () => {
  expect(names(packed([story('a', 5_875), story('b', 5_875)], always))).toEqual(['a+b']);
  expect(names(packed([story('a', 5_875), story('b', 5_876)], always))).toEqual(['a', 'b']);
});

it('stories of different models, efforts or agents go apart, however small', () => {
  const others = [
    story('b', 100, { model: 'claude-haiku-4-5' }),
    story('c', 100, { effort: 'high' }),
    story('d', 100, {}, 'codex'),
    story('e', 100),
  ];
  expect(names(packed([story('a', 100), ...others], always))).toEqual(['a+e', 'b', 'c', 'd']);
});

it('the narrower zone of a session holds for all of it', () => {
  const small = story('b', 100, { zone: { warnTokens: 4_000, hardTokens: 7_600, source: 'config' } });
  expect(names(packed([story('a', 100), small], always))).toEqual(['a+b']);
  expect(names(packed([story('a', 200), small], always))).toEqual(['a', 'b']);
});

it('a story that is too large for any session has one of its own', () => {
  expect(names(packed([story('huge', 90_000), story('a', 100), story('b', 100)], always))).toEqual(['huge', 'a+b']);
  expect(packed([], always)).toEqual([]);
});

it('every story is in one session, none shares one with whom it may not, and the order is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(8_000), { maxLength: 12 }), fc.func(fc.boolean()), (floors, friendly) => {
      const stories = floors.map((floor, index) => story(`s${index}`, floor));
      const may = (a: Packable, b: Packable) => friendly(a.id, b.id);
      const sessions = packed(stories, may);
      const place = (one: Packable) => stories.indexOf(one);
      expect(sessions.flat().toSorted((a, b) => place(a) - place(b))).toEqual(stories);
      for (const session of sessions) {
        expect(session).toEqual(session.toSorted((a, b) => place(a) - place(b)));
        session.forEach((one, index) => expect(session.slice(0, index).every((other) => may(other, one))).toBe(true));
        const { totalTokens, hardTokens } = sessionSums(session);
        expect(session.length === 1 || totalTokens <= hardTokens).toBe(true);
      }
    }),
  );
});
