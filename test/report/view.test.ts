import { expect, test } from 'vitest';
import type { Told } from '../../src/model/event.ts';
import { EMPTY_VIEW, nextView, type LaneView } from '../../src/report/view.ts';
import { announced, everyState, FINDING, viewAfter } from './lanes.ts';

function lane(...told: readonly Told[]): LaneView {
  return viewAfter([announced('login')], ...told).lanes.get('login')!;
}

const started = (step: 'budget-check' | 'worktree' | 'implement' | 'gate' | 'integrate', attempt = 1): Told => ({
  t: 'started',
  story: 'login',
  step,
  attempt,
});

test('every event leads to the state it means', () => {
  const states = Object.fromEntries([...everyState().lanes.values()].map(({ story, status }) => [story.id, status]));
  expect(states).toEqual({
    untouched: 'waiting',
    queued: 'waiting',
    working: 'running',
    again: 'running',
    warned: 'running',
    judged: 'judged',
    landed: 'integrated',
    broken: 'failed',
    stuck: 'needs-you',
  });
});

test('measuring is not running: the clock of a story starts with its worktree', () => {
  expect(lane(started('budget-check'))).not.toHaveProperty('since');
  expect(lane(started('budget-check'), started('worktree'), started('implement'))).toMatchObject({
    since: 3000,
    step: 'implement',
  });
});

test('a story that is held stays so while it is measured', () => {
  const held: Told = { t: 'held', story: 'login', decision: { state: 'held', reason: { code: 'not-ready', status: 'draft' } } };
  expect(lane(held, started('budget-check')).status).toBe('needs-you');
});

test('the clock runs on through another attempt and stops at the end', () => {
  const again: Told = { t: 'retrying', story: 'login', attempt: 2, of: 3, finding: FINDING };
  expect(
    lane(started('implement'), again, started('worktree', 2), { t: 'integrated', story: 'login', commit: 'c' }),
  ).toMatchObject({ since: 2000, until: 5000, attempt: 2 });
});

test('what a story waited for is forgotten when it starts, why it is tried again is not', () => {
  expect(lane({ t: 'waiting', story: 'login', for: 'agent' }, started('implement'))).not.toHaveProperty('note');
  expect(lane({ t: 'retrying', story: 'login', attempt: 2, of: 3, finding: FINDING }, started('implement', 2)).note).toEqual({
    kind: 'finding',
    finding: FINDING,
  });
});

test('a story whose provider turned it away waits, and says until when till its next session begins', () => {
  const paused: Told = { t: 'paused', story: 'login', cause: 'quota', until: 9_000, finding: FINDING };
  const waiting = lane(started('implement'), paused, started('worktree'));
  expect(waiting.note).toMatchObject({ kind: 'paused', cause: 'quota', until: 9_000 });
  expect(lane(started('implement'), paused).status).toBe('waiting');
  expect(lane(paused, started('worktree'), started('implement'))).not.toHaveProperty('note');
});

test('a story that is integrated has nothing left to tell', () => {
  expect(
    lane(
      { t: 'alarm', story: 'login', kind: 'amber', contextTokens: 1, limitTokens: 2 },
      { t: 'integrated', story: 'login', commit: 'c' },
    ),
  ).not.toHaveProperty('note');
});

test('problems, interrupts and the summary are kept for the whole run', () => {
  const view = viewAfter([announced('login')], { t: 'problem', finding: FINDING }, { t: 'stopping', signal: 'SIGINT', times: 1 });
  expect([view.problems, view.stopping]).toEqual([[FINDING], 1]);
});

test('an event about a story nobody announced changes nothing', () => {
  const view = viewAfter([announced('login')]);
  expect(nextView(view, { at: 9, t: 'started', story: 'stranger', step: 'gate', attempt: 1 })).toEqual(view);
});

test('no event changes the view before it', () => {
  const before = viewAfter([announced('login')]);
  const copy = structuredClone(before);
  nextView(before, { at: 9, t: 'failed', story: 'login', finding: FINDING });
  nextView(before, { at: 9, t: 'problem', finding: FINDING });
  expect(before).toEqual(copy);
  expect(EMPTY_VIEW.lanes.size).toBe(0);
});
