import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { handoffOf, judgedHandoff, type HandoffInput } from '../../src/agents/handoff.ts';
import type { AgentResult } from '../../src/model/agent.ts';
import { NO_TOKENS } from '../../src/model/budget.ts';
import type { GateRun } from '../../src/model/record.ts';
import { resultOf } from '../rig/recorded-claude.ts';
import { storyOf } from '../rig/story-of.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../schemas/handoff.schema.json'), 'utf8')) as object;
const validate: ValidateFunction = new Ajv2020({ allErrors: true }).compile(schema);

const result: AgentResult = {
  outcome: 'completed',
  exit: { code: 0, signal: null },
  requests: 1,
  spend: NO_TOKENS,
  spendSource: 'per-request',
  denials: 0,
  compactions: 0,
  reads: [],
  edits: ['lied.mjs'],
  unauditedCommands: [],
};
const green: GateRun = { gate: 'test', code: 0, timedOut: false, tests: 4, digest: 'abc', durationMs: 1 };
const input: HandoffInput = {
  story: storyOf({ adrs: ['ADR-3'], acceptance: ['whole grams'] }),
  result,
  files: ['b.mjs', 'a.mjs'],
  gates: [],
};

function problems(value: unknown): unknown {
  validate(value);
  return validate.errors ?? [];
}

test.each<[string, HandoffInput]>([
  ['a finished session', input],
  ['a recorded session', { ...input, result: resultOf('ok'), gates: [green] }],
  ['a failed session', { ...input, result: { ...result, outcome: 'failed', detail: 'no' } }],
  ['a red gate', { ...input, gates: [green, { ...green, gate: 'lint', code: 1 }] }],
])('the handoff of %s fits its schema', (_, one) => {
  expect(problems(handoffOf(one))).toEqual([]);
  expect(problems({ ...handoffOf(one), extra: 1 })).not.toEqual([]);
});

test('files come from git and results from the runner, not from the agent', () => {
  const handoff = handoffOf({ ...input, gates: [green] });
  expect(handoff.files).toEqual(['a.mjs', 'b.mjs']);
  expect(handoff.results).toEqual([{ gate: 'test', passed: true, tests: 4, log: 'abc' }]);
});

test('what is done is claimed until a gate has shown it', () => {
  expect(handoffOf(input)).toMatchObject({
    acceptance: [{ criterion: 'whole grams', state: 'claimed' }],
    checkpoint: {
      completed: ['implement'],
      pending: ['gate', 'integrate'],
      blockers: [],
      nextCommand: 'xpar build weigh-parcel',
    },
    next: 'Run the gates.',
  });
  expect(handoffOf({ ...input, gates: [green] })).toMatchObject({
    checkpoint: { completed: ['implement', 'gate'] },
    next: 'Integrate.',
  });
});

test('a session that did not finish leaves everything open, with its blocker', () => {
  expect(handoffOf({ ...input, result: { ...result, outcome: 'limit', detail: '429' } })).toMatchObject({
    acceptance: [{ state: 'open' }],
    checkpoint: { completed: [], blockers: ['limit: 429'], nextCommand: 'xpar retry weigh-parcel' },
  });
});

test('a red gate, also one that ran out of time, blocks', () => {
  const slow = { ...green, gate: 'slow', timedOut: true };
  expect(handoffOf({ ...input, gates: [green, slow] })).toMatchObject({
    checkpoint: { completed: ['implement'], blockers: ['gate slow is red'] },
    next: 'Make gate slow green.',
  });
});

test('what should be looked at is a risk: refusals, summaries, unaudited commands, unknown spend, no change', () => {
  expect(handoffOf(input).risks).toEqual([]);
  const odd: AgentResult = { ...result, denials: 2, compactions: 1, unauditedCommands: ['cat x'], spendSource: 'none' };
  expect(handoffOf({ ...input, result: odd, files: [] }).risks).toHaveLength(5);
});

test('the agent gets its last words, as words, and its commands are listed', () => {
  const handoff = handoffOf({ ...input, result: resultOf('ok') });
  expect(handoff.report).toBe('Done: add() fixed, test passes, committed.');
  expect(handoff.commands).toHaveLength(1);
});

test('what its tools told of is held against the commit', () => {
  const told = (more: Partial<AgentResult>, files: readonly string[]): readonly string[] =>
    handoffOf({ ...input, result: { ...result, ...more }, files }).differences;
  expect(told({ edits: ['a.mjs', 'gone.mjs', '/outside.mjs'] }, ['a.mjs'])).toEqual([
    'it told of editing gone.mjs, which is as it was',
  ]);
  expect(told({ edits: ['a.mjs'] }, ['a.mjs', 'b.mjs'])).toEqual(['b.mjs differs, and it told of no edit']);
  expect(told({ edits: ['a.mjs'], commands: ['npm run generate'] }, ['a.mjs', 'b.mjs'])).toEqual([]);
  expect(told({ edits: [] }, ['b.mjs'])).toEqual([]);
  expect(told({ edits: ['gone.mjs'], outcome: 'stopped' }, [])).toEqual([]);
});

test.each([
  ['Done. All 12 tests pass.', 1],
  ['I ran the tests of add: green.', 1],
  ['The tests do not pass yet.', 0],
  ['I did not run tests.', 0],
  ['Tests should pass once ADR-3 holds.', 0],
  ['Implemented the card.', 0],
])("'%s' beside a red gate: %d differences", (report, count) => {
  const handoff = handoffOf({ ...input, result: { ...result, edits: [], report } });
  expect(judgedHandoff(handoff, [green, { ...green, gate: 'lint', code: 1 }]).differences).toHaveLength(count);
  expect(judgedHandoff(handoff, [green]).differences).toEqual([]);
});

test('it says of each source of documentation whether the session was seen to look there', () => {
  const looked = { ...result, reads: ['docs/api/add.md'], commands: ['curl -s https://x.example/sums'] };
  const docs = ['docs/api/**', './docs/other.md', 'https://x.example', 'https://y.example', '/'];
  const handoff = handoffOf({ ...input, result: looked, docs });
  expect(handoff.docs?.map(({ seen }) => seen)).toEqual([true, false, true, false, false]);
  expect(problems(handoff)).toEqual([]);
  expect(handoffOf({ ...input, docs: [] })).not.toHaveProperty('docs');
});
