import { expect, test } from 'vitest';
import { failed, type StepResult } from '../../../src/targets/run/build.ts';
import { worstOf } from '../../../src/targets/lane/subtask-ends.ts';

type Result = StepResult<'implement'>;

const output = { commit: 'c', tree: 't', base: 'b', changed: true };
const DONE: Result = { end: 'done', parts: {}, output };
const PARKED: Result = { end: 'parked', why: { by: 'answer', item: 'q-1', text: 'may I?' } };
const LATER: Result = failed({ reason: 'no-gates' }, { retry: false, later: { cause: 'quota' } });
const AGAIN: Result = failed({ reason: 'no-gates' }, { retry: true });
const NEVER: Result = failed({ reason: 'no-gates' }, { retry: false });
const CUT: Result = { end: 'interrupted' };

test('where all are done nothing is left to say', () => {
  expect(worstOf([DONE, DONE])).toBeUndefined();
});

test('what no new try mends goes before what one may, that before what passes, and that before a question', () => {
  const order = [CUT, NEVER, AGAIN, LATER, PARKED];
  for (const [at, worst] of order.entries()) expect(worstOf([DONE, ...order.slice(at).toReversed()])).toBe(worst);
});
