import { expect, it } from 'vitest';
import { inOneSession, type Share } from '../../src/budget/one-session.ts';

const share = (more: Partial<Share> = {}): Share => ({
  spend: { input: 0, cacheWrite: 10_000, cacheRead: 30_000, output: 700 },
  requests: 4,
  baseTokens: 6_000,
  floorTokens: 1_000,
  workingTokens: 3_000,
  ...more,
});

it('one session writes its base once, and every later request reads what earlier stories left', () => {
  expect(inOneSession([share(), share(), share()])).toEqual({
    input: 0,
    cacheWrite: 10_000 + 4_000 + 4_000,
    cacheRead: 30_000 + (30_000 + 4 * 4_000) + (30_000 + 4 * 8_000),
    output: 2_100,
  });
});

it('where an agent caches nothing the base is saved of the fresh input', () => {
  const bare = share({ spend: { input: 10_000, cacheWrite: 0, cacheRead: 0, output: 0 } });
  expect(inOneSession([bare, bare])).toEqual({ input: 14_000, cacheWrite: 0, cacheRead: 16_000, output: 0 });
});

it('a base larger than what was written is never counted below nothing', () => {
  const small = share({ spend: { input: 100, cacheWrite: 2_000, cacheRead: 0, output: 0 } });
  expect(inOneSession([small, small])).toMatchObject({ input: 100, cacheWrite: 2_000 });
});

it('a story alone costs what it costs, and none cost nothing', () => {
  expect(inOneSession([share()])).toEqual(share().spend);
  expect(inOneSession([])).toEqual({ input: 0, cacheWrite: 0, cacheRead: 0, output: 0 });
});
