import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parts } from '../../src/model/target.ts';
import { changedParts, digestOf, gateParts, gatesKey, keyOf, whatParts, whatTexts } from '../../src/stale/fingerprint.ts';
import { adrOf, storyOf } from '../rig/story-of.ts';
import { GATES } from './facts.ts';

const parts: fc.Arbitrary<Parts> = fc.dictionary(fc.stringMatching(/^[a-z ]{1,6}$/), fc.stringMatching(/^[0-9a-f]{1,4}$/), {
  noNullPrototype: true,
});

test('a key depends on what the parts are, not on the order in which they were told', () => {
  fc.assert(
    fc.property(parts, (one) => {
      expect(keyOf(Object.fromEntries(Object.entries(one).toReversed()))).toBe(keyOf(one));
    }),
  );
});

test('two sets of parts have the same key exactly when no part changed', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      expect(keyOf(one) === keyOf(other)).toBe(changedParts(one, other).length === 0);
    }),
  );
});

test('changed parts are told by name, new and gone ones without the side they lack', () => {
  expect(changedParts({ body: '1', title: '2', 'contract ADR-1': '3' }, { body: '9', title: '2', acceptance: '4' })).toEqual([
    { part: 'acceptance', after: '4' },
    { part: 'body', before: '1', after: '9' },
    { part: 'contract ADR-1', before: '3' },
  ]);
});

test('neither scope nor order, priority, type or budget is part of what is asked for', () => {
  const what = { title: 'T', body: 'B', acceptance: 'A' };
  const one = storyOf({ what });
  const other = storyOf({
    what,
    files: ['x'],
    context: ['y'],
    priority: 1,
    type: 'api',
    dependsOn: ['z'],
    gates: ['g'],
    budget: { model: 'm' },
    digest: 'd',
  });
  expect(whatParts(other, [])).toEqual(whatParts(one, []));
});

test('the contracts in scope are parts by their ADR, in any order', () => {
  const [a, b] = [adrOf({ id: 'ADR-1', contract: 'one' }), adrOf({ id: 'ADR-2', contract: 'two' })];
  expect(keyOf(whatParts(storyOf(), [a, b]))).toBe(keyOf(whatParts(storyOf(), [b, a])));
  expect(whatParts(storyOf(), [a])).toMatchObject({ 'contract ADR-1': digestOf('one') });
});

test('a contract under another number has the same key, another contract has another', () => {
  const keyWith = (id: string, contract: string): string => keyOf(whatParts(storyOf(), [adrOf({ id, contract })]));
  expect(keyWith('ADR-7', 'one')).toBe(keyWith('ADR-1', 'one'));
  expect(keyWith('ADR-7', 'two')).not.toBe(keyWith('ADR-1', 'one'));
});

test('every part of what is asked for is the digest of a text that can be kept', () => {
  const story = storyOf({ what: { title: 'T', body: 'B', acceptance: 'A' } });
  const adrs = [adrOf({ id: 'ADR-1', contract: 'one' })];
  const texts = whatTexts(story, adrs);
  expect(whatParts(story, adrs)).toEqual(Object.fromEntries(Object.entries(texts).map(([part, text]) => [part, digestOf(text)])));
});

test('a digest is sixteen hex digits', () => {
  expect(digestOf('')).toBe('e3b0c44298fc1c14');
});

test("a gate's verdict depends on the tree, the commands and the scope, and on nothing else of a gate", () => {
  const gate = GATES[0]!;
  const key = gatesKey([gate]);
  expect(gatesKey([{ ...gate, rung: 1, onRequest: true }])).toBe(key);
  for (const other of [
    { ...gate, name: 'x' },
    { ...gate, command: ['npm', 't'] },
    { ...gate, timeoutMs: 1 },
    { ...gate, report: 'tap' as const },
  ])
    expect(gatesKey([other])).not.toBe(key);
  expect(gatesKey([{ ...gate, command: ['npm test'] }])).not.toBe(gatesKey([{ ...gate, command: ['npm', 'test'] }]));
  expect(changedParts(gateParts('t', GATES, ['a', 'b']), gateParts('t', GATES, ['a b'])).map(({ part }) => part)).toEqual([
    'scope',
  ]);
});
