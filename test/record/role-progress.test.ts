import { expect, test } from 'vitest';
import type { JournalEntry, StoryState } from '../../src/model/record.ts';
import type { RoleEntry, RoleKind } from '../../src/model/role.ts';
import { foldJournal, storyState } from '../../src/record/fold.ts';

const AT = { at: 1, run: 'r', story: 'add', key: 'k' } as const;

function ends(kind: RoleKind, more: Partial<RoleEntry> = {}): RoleEntry {
  return { ...AT, t: 'role', how: 'h', role: kind, kind, commit: `of ${kind}`, base: 'b', ...more };
}

const STARTED: JournalEntry = { ...AT, t: 'started', step: 'implement', attempt: 1 };
const output = { commit: 'c', tree: 't', base: 'b', changed: true };
const DONE: JournalEntry = { ...AT, t: 'done', step: 'implement', parts: {}, output };
const RED: JournalEntry = {
  ...AT,
  t: 'failed',
  step: 'gate',
  counts: true,
  failure: 'red',
  problem: { reason: 'nothing-done', story: 'add', log: '' },
};
const LOCKED = [{ path: 'a.test', blob: '1' }];

function after(...entries: readonly JournalEntry[]): StoryState {
  return storyState(foldJournal(entries), 'add');
}

const names = ({ roles }: StoryState): readonly string[] => roles?.done.map(({ name }) => name) ?? [];

test('a role that is done is done, its step is no longer under way, and the next goes on from its commit', () => {
  const state = after(STARTED, ends('test-writer', { locked: LOCKED }));
  expect(state).toMatchObject({
    work: 'of test-writer',
    roles: { how: 'h', rounds: 0, locked: LOCKED, commit: 'of test-writer' },
  });
  expect(names(state)).toEqual(['test-writer']);
  expect([state.unfinished, state.openSession, state.steps.implement]).toEqual([undefined, undefined, undefined]);
});

test("what is sent back is the implementer's, and counts as a round where a reviewer sent it", () => {
  const before = [ends('test-writer', { locked: LOCKED }), ends('implementer')];
  const refused = after(...before, ends('reviewer', { refused: ['x'] }));
  expect(refused.roles).toMatchObject({ rounds: 1, refused: ['x'], locked: LOCKED });
  expect(names(refused)).toEqual(['test-writer']);
  const again = after(...before, ends('reviewer', { refused: ['x'] }), ends('implementer'));
  expect(again.roles).toMatchObject({ rounds: 1 });
  expect(again.roles?.refused).toBeUndefined();
  expect(after(...before.slice(0, 1), ends('implementer', { refused: [] })).roles).toMatchObject({ rounds: 0, refused: [] });
});

test('a red gate goes back to the implementer, with a clean sheet of rounds; nothing is unlocked', () => {
  const all = [ends('test-writer', { locked: LOCKED }), ends('implementer'), ends('reviewer'), DONE];
  expect(after(...all).roles).toMatchObject({ finished: true });
  const red = after(...all, RED);
  expect(names(red)).toEqual(['test-writer']);
  expect(red.roles).toMatchObject({ rounds: 0, locked: LOCKED });
  expect(red.roles?.finished).toBeUndefined();
});

test('with another config or wording nothing of it counts', () => {
  const state = after(ends('test-writer', { locked: LOCKED }), ends('implementer', { how: 'other' }));
  expect(state.roles).toMatchObject({ how: 'other', locked: [] });
  expect(names(state)).toEqual(['implementer']);
});

test('what is integrated has no roles left', () => {
  const integrated: JournalEntry = { ...AT, t: 'integrated', commit: 'm', parts: {} };
  expect(after(ends('implementer'), DONE, integrated).roles).toBeUndefined();
});
