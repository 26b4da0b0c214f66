import { expect, it } from 'vitest';
import { basesByVersion, firstContextOf } from '../../src/budget/bases.ts';
import { sessionRecord } from './session-record.ts';

const session = (version: string, firstContextTokens: number, startedAt: number) =>
  sessionRecord({ version, startedAt, actual: { firstContextTokens } });
const measured = (version: string, tokens: number, at: number) => ({
  agent: 'default',
  model: 'claude-sonnet-4-6',
  version,
  settings: 's',
  tokens,
  how: 'told' as const,
  spend: { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 },
  at,
});

it('the base of a version is the median of what its first requests leave, in the order versions were seen', () => {
  const sessions = [7_300, 7_320, 9_999].map((first, at) => session('2.1', first, at));
  expect(basesByVersion(sessions, [], 1.22)).toEqual([{ version: '2.1', tokens: 6_100, source: 'learned', sessions: 3 }]);
});

it('creep is told with the version it came with, where both are known and it is more than noise', () => {
  const old = [1, 2, 3].map((at) => session('2.1', 7_220, at));
  const creeping = basesByVersion([...old, ...[4, 5, 6].map((at) => session('2.2', 8_420, at))], [], 1.22);
  expect(creeping.at(-1)).toMatchObject({ version: '2.2', tokens: 7_200, creep: { from: '2.1', tokens: 1_200 } });
  const noise = basesByVersion([...old, ...[4, 5, 6].map((at) => session('2.2', 7_420, at))], [], 1.22);
  expect(noise.at(-1)).not.toHaveProperty('creep');
  const tooFew = basesByVersion([...old, session('2.2', 9_420, 4)], [], 1.22);
  expect(tooFew.at(-1)).not.toHaveProperty('creep');
});

it('a measured base wins over a learned one and is enough to tell creep by', () => {
  const bases = basesByVersion([session('2.1', 7_220, 1)], [measured('2.1', 6_200, 2), measured('2.2', 7_900, 3)], 1.22);
  expect(bases).toMatchObject([
    { tokens: 6_200, source: 'measured' },
    { tokens: 7_900, creep: { from: '2.1', tokens: 1_700 } },
  ]);
});

it('a later turn of a shared session tells nothing of a base', () => {
  const shared = { session: 'add/1', place: 2, heldTokens: 9_000 };
  const first = session('2.1', 7_220, 1);
  expect(firstContextOf({ ...first, shared })).toBeUndefined();
  expect(firstContextOf({ ...first, shared: { session: 'add/1', place: 1 } })).toBe(7_220);
});
