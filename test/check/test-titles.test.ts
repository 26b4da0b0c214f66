import { expect, test } from 'vitest';
import { testTitles } from '../../src/check/test-titles.ts';

test.each([
  ["test('rounds down', () => {})", 'rounds down'],
  ['it("says \\"no\\"", () => {})', 'says "no"'],
  ['test(`a template`, fn)', 'a template'],
  ["test.skip('later', fn)", 'later'],
  ["it.concurrent.only ( 'spaced', fn)", 'spaced'],
  ["describe('a group', fn)", 'a group'],
  ["test.each([[1], [2]])('adds %i', fn)", 'adds %i'],
  ["test.each`a | b`('tabled', fn)", 'tabled'],
  ["t.test('a subtest', fn)", 'a subtest'],
  ['#[test]\nfn bearer_round_trip() {}', 'bearer_round_trip'],
  ['    async def test_expired(self):', 'test_expired'],
  ['func TestWeigh(t *testing.T) {', 'TestWeigh'],
  ['@Test\npublic void weighsParcels() {', 'weighsParcels'],
  ['@ParameterizedTest(name = "x") @ValueSource(ints = {1}) void each(int n) {', 'each'],
  ['@Test\nfun `weighs parcels`() {', 'weighs parcels'],
])('%j is the test %j', (text, title) => {
  expect([...testTitles(text)]).toContain(title);
});

test.each(["// test('gone', fn)", '  # def test_gone():', "const name = 'gone';", "contest('gone')", 'def helper_gone():'])(
  '%j is no test',
  (text) => {
    expect([...testTitles(text)]).toEqual([]);
  },
);
