import { expect, test } from 'vitest';
import { decide } from '../../src/stale/decide.ts';
import { DESK, edited, life, read, redGate, shown } from './facts.ts';

const GATED = life().measured().implemented('tree-1').gated();
const INTEGRATED = GATED.integrated();

test('a failed target is tried again until its attempts are used up, then it waits for a person', () => {
  const one = life().measured().failed('gate', 'lint');
  expect(decide(one.facts()).implement).toEqual({
    state: 'stale',
    reason: { code: 'failed-before', attempts: 1, problem: redGate('lint') },
  });
  const three = one.failed('implement', 'types').failed('gate', 'test');
  expect(decide(three.facts()).implement).toEqual({
    state: 'held',
    reason: { code: 'attempts-used', attempts: 3, problem: redGate('test') },
  });
  expect(shown(three.facts())['budget-check']).toBe('fresh same-inputs');
});

test('a retry gives a clean sheet', () => {
  const three = life().failed('gate', 'red').failed('gate', 'red').failed('gate', 'red').retry();
  expect(shown(three.facts()).implement).toBe('stale never-built');
});

test('an edit gives a clean sheet', () => {
  const three = life().failed('gate', 'red').failed('gate', 'red').failed('gate', 'red');
  expect(shown(three.facts(edited('card', 'A clerk', 'A machine'))).implement).toBe('stale never-built');
});

test('an edit that is no edit of what is asked for gives none', () => {
  const three = life().failed('gate', 'red').failed('gate', 'red').failed('gate', 'red');
  expect(shown(three.facts(edited('card', 'priority: 2', 'priority: 3'))).implement).toBe('held attempts-used');
});

test('a card edited and edited back is implemented again once the edit is integrated', () => {
  const other = edited('card', 'A clerk', 'A machine');
  const back = INTEGRATED.implemented('tree-2', other).gated(other).integrated(other);
  expect(shown(back.facts(other)).integrate).toBe('fresh integrated');
  expect(decide(back.facts(DESK)).implement).toMatchObject({
    reason: {
      code: 'edited-after-integration',
      changes: [{ part: 'body', before: read(other).what['body'], after: read(DESK).what['body'] }],
    },
  });
});

test('a card edited and edited back before anything ran on it stays as it was', () => {
  expect(shown(GATED.facts(DESK))).toEqual(shown(GATED.facts(edited('card', 'A clerk', 'A clerk'))));
});

test('a start without an end is interrupted, never fresh', () => {
  expect(shown(life().measured().started('implement').facts())).toMatchObject({
    implement: 'stale interrupted',
    gate: 'stale needs',
  });
  const other = edited('card', 'A clerk', 'X');
  expect(shown(GATED.started('implement', other).facts(other)).implement).toBe('stale interrupted');
  expect(shown(GATED.started('implement').facts()).implement).toBe('stale interrupted');
});

test('work that is done for this card stands when a session for another wording of it was cut off; its worktree is made again', () => {
  const cut = life()
    .measured()
    .implemented('tree-1')
    .started('implement', edited('card', 'A clerk', 'X'));
  expect(shown(cut.facts(DESK))).toMatchObject({
    worktree: 'stale interrupted',
    implement: 'fresh same-inputs',
    gate: 'stale never-built',
  });
});

test('a gate cut off is judged again, the work it judged is kept', () => {
  expect(shown(life().measured().implemented('tree-1').started('gate').facts())).toMatchObject({
    implement: 'fresh same-inputs',
    gate: 'stale interrupted',
  });
});

test('an integration cut off says so', () => {
  expect(shown(GATED.started('integrate').facts()).integrate).toBe('stale interrupted');
});

test('work finished after a failure is kept when the run is cut off before its gate', () => {
  const cut = life().measured().failed('gate', 'gate-red').started('implement').implemented('tree-2').started('gate');
  expect(shown(cut.facts())).toMatchObject({ implement: 'fresh same-inputs', gate: 'stale interrupted' });
});

test('what a person gave up waits for nobody, until its card is edited', () => {
  const facts = GATED.facts();
  const abandoned = { key: facts.key, at: 7 };
  expect(decide({ ...facts, last: { ...facts.last, abandoned } }).integrate).toEqual({
    state: 'held',
    reason: { code: 'abandoned', at: 7 },
  });
  expect(shown({ ...facts, last: { ...facts.last, abandoned: { key: 'other', at: 7 } } }).implement).toBe('fresh same-inputs');
});

test('what a session that filled its zone left waits while its draft is undecided, and for nothing else', () => {
  const facts = life().measured().facts();
  const parked = { key: facts.key, why: { by: 'zone', contextTokens: 9, limitTokens: 8, draft: 'stories/x-rest.md' } } as const;
  const left = { ...facts, last: { ...facts.last, parked } };
  expect(shown(left).implement).toBe('stale parked');
  const undecided = decide({ ...left, undecidedDraft: 'stories/x-rest.md' });
  expect(undecided.integrate).toEqual({ state: 'held', reason: { code: 'draft-undecided', draft: 'stories/x-rest.md' } });
  expect(undecided['budget-check'].state).toBe('fresh');
  expect(shown({ ...facts, undecidedDraft: 'stories/x-rest.md' }).implement).toBe('stale never-built');
});

test('after three conflicts a person is asked, however many tries are left', () => {
  const facts = life().measured().failed('integrate', 'x').failed('integrate', 'x').failed('integrate', 'x').facts();
  const problem = { reason: 'merge-conflict', story: 'weigh-parcel', paths: ['a'], onto: 'tip' } as const;
  const failures = facts.last.failures.map((one) => ({ ...one, problem }));
  const more = { ...facts, maxAttempts: 9 };
  expect(shown({ ...more, last: { ...facts.last, failures } }).implement).toBe('held attempts-used');
  expect(shown({ ...more, last: { ...facts.last, failures: failures.slice(1) } }).implement).toBe('stale failed-before');
});
