import { expect, test } from 'vitest';
import { nextRung } from '../../src/model/clash.ts';

test('the first conflict is rebased, the second built again, the third a person has', () => {
  expect([0, 1, 2, 3].map((before) => nextRung(before, false))).toEqual(['rebase', 'again', 'person', 'person']);
});

test("where no try is left, the first is a person's already", () => {
  expect(nextRung(0, true)).toBe('person');
});
