import { expect, test } from 'vitest';
import type { Config } from '../../../src/model/config.ts';
import type { StoryState } from '../../../src/model/record.ts';
import { DEFAULT_CONFIG } from '../../../src/cards/complete-config.ts';
import { rungNow as rungNowOf } from '../../../src/targets/lane/conflict-of.ts';

const tried = (...reasons: readonly ('merge-conflict' | 'no-gates' | 'markers-left')[]): StoryState => ({
  steps: {},
  starts: 1,
  failures: reasons.map((reason) => ({
    step: 'integrate',
    key: 'k',
    failure: '',
    problem: reason === 'no-gates' ? { reason } : { reason, story: 'a', paths: ['a'], onto: 'tip' },
    at: 1,
  })),
});

const rungNow = (state: StoryState, key: string, config: Pick<Config, 'roles'> = DEFAULT_CONFIG): ReturnType<typeof rungNowOf> =>
  rungNowOf(state, key, config);

test('the first conflict is rebased, whatever failed before it; every later one is built again', () => {
  expect(rungNow(tried('merge-conflict'), 'k')).toBe('rebase');
  expect(rungNow(tried('no-gates', 'merge-conflict'), 'k')).toBe('rebase');
  expect(rungNow(tried('merge-conflict', 'markers-left', 'merge-conflict'), 'k')).toBe('again');
});

test('one that was rebased in vain is built again', () => {
  expect(rungNow(tried('merge-conflict', 'markers-left'), 'k')).toBe('again');
});

test('what failed otherwise since, or was another card, is no conflict to do something about', () => {
  expect(rungNow(tried('merge-conflict', 'no-gates'), 'k')).toBeUndefined();
  expect(rungNow(tried('merge-conflict', 'no-gates', 'markers-left'), 'k')).toBe('again');
  expect(rungNow(tried('markers-left'), 'k')).toBeUndefined();
  expect(rungNow(tried('merge-conflict'), 'another')).toBeUndefined();
  expect(rungNow(tried(), 'k')).toBeUndefined();
});

test('a sequence of roles begins again, the one that wrote the tests first', () => {
  const roles = [{ name: 'tester', kind: 'test-writer' }] as unknown as Config['roles'];
  expect(rungNow(tried('merge-conflict'), 'k', { roles })).toBe('again');
});
