import { expect, test } from 'vitest';
import { landingCut, type Move } from '../../src/integrate/landing-cut.ts';

const came = (...words: readonly string[]): readonly Move[] =>
  words.map((word, at) => ({ commit: `${at}:${word}`, story: word.replace('-', ''), isRevert: word.startsWith('-') }));

const cut = (moves: readonly Move[], ...accepted: readonly string[]): ReturnType<typeof landingCut> =>
  landingCut(moves, 'tip', ({ commit }) => accepted.includes(commit));

const named = ({ stops }: ReturnType<typeof landingCut>): readonly string[] =>
  stops.map(({ commit, stories }) => `${stories.map(({ story }) => story).join('+')} at ${commit}`);

test('all that is accepted lands, up to the tip', () => {
  const all = cut(came('a', 'b'), '0:a', '1:b');
  expect(all).toMatchObject({ to: 'tip', waiting: [] });
  expect(named(all)).toEqual(['a at 0:a', 'b at tip']);
});

test('landing stops before the first that nobody accepted, and what stands behind it waits', () => {
  const some = cut(came('a', 'b', 'c'), '0:a', '2:c');
  expect(some).toMatchObject({ to: '0:a', waiting: ['b'] });
  expect(named(some)).toEqual(['a at 0:a']);
});

test('where the first is not accepted nothing lands', () => {
  expect(cut(came('a', 'b'), '1:b')).toMatchObject({ to: undefined, stops: [], waiting: ['a'] });
});

test('what was taken out again bars nobody, and lands only together with what takes it out', () => {
  const out = cut(came('a', 'b', '-a'), '1:b');
  expect(out).toMatchObject({ to: 'tip', waiting: [], standing: [{ story: 'b', commit: '1:b' }] });
  expect(named(out)).toEqual(['b at tip']);
});

test('no stop of a stack holds what is taken out only later', () => {
  const out = cut(came('a', 'b', 'c', '-a', 'd'), '1:b', '2:c', '4:d');
  expect(named(out)).toEqual(['b+c at 3:-a', 'd at tip']);
});

test('a word on an earlier landing of a story is none on its next', () => {
  expect(cut(came('a', 'a'), '0:a')).toMatchObject({ to: '0:a', waiting: ['a'] });
  expect(cut(came('a', 'a'), '1:a')).toMatchObject({ to: 'tip', waiting: [] });
});

test('nothing came in: nothing lands, and the tip may be gone to', () => {
  expect(cut([])).toMatchObject({ to: 'tip', stops: [], standing: [], waiting: [] });
});
