import { expect, test } from 'vitest';
import { decide, type Decisions, type StoryFacts } from '../../src/stale/decide.ts';
import { DESK, edited, life, read, type Desk, type Life } from './facts.ts';

/** Each step as `state code`, so that a whole decision can be read. */
function shown(facts: StoryFacts): Record<keyof Decisions, string> {
  const decisions = decide(facts);
  return Object.fromEntries(
    Object.entries(decisions).map(([step, { state, reason }]) => [step, `${state} ${reason.code}`]),
  ) as Record<keyof Decisions, string>;
}

const GATED: Life = life().measured().implemented('tree-1').gated();
const INTEGRATED: Life = GATED.integrated();

const NOT_AGAIN: readonly (readonly [string, Desk])[] = [
  ['reformatting the card', edited('card', 'the\ntariff is right.\n', 'the tariff is\nright.\n\n')],
  ['other list markers', edited('card', '- [ ] a parcel on', '* [ ] a parcel on')],
  ['ticking a criterion', edited('card', '- [ ] a parcel on', '- [x] a parcel on')],
  [
    'reordering keys',
    edited('card', 'title: Weigh a parcel\nstatus: ready # the customer said so\n', 'status: ready\ntitle: "Weigh a parcel"\n'),
  ],
  ['another priority', edited('card', 'priority: 2', 'priority: 9')],
  [
    'another budget',
    edited('card', 'floor: 2.1k\n  working: ~7.4k\n  ceiling: 9500', 'floor: 3k\n  working: 9k\n  ceiling: 12k'),
  ],
  ["rewording an ADR's Why", edited('adr', 'parcels changed price on the way', 'prices moved')],
  [
    "an ADR's date, weight and locks",
    edited('adr', 'date: 2026-02-14\npredecessors: [ADR-1]\nweight: ~190', 'date: 2026-03-01\npredecessors: []\nweight: 200'),
  ],
  ['line ends of another system', { ...DESK, card: DESK.card.replaceAll('\n', '\r\n'), adr: DESK.adr.replaceAll('\n', '\r\n') }],
];

test.each(NOT_AGAIN)('%s implements and gates nothing again', (_name, desk) => {
  expect(shown(GATED.facts(desk))).toMatchObject({ implement: 'fresh same-inputs', gate: 'fresh same-tree' });
  expect(shown(INTEGRATED.facts(desk))).toMatchObject({ implement: 'fresh integrated', integrate: 'fresh integrated' });
});

const AGAIN: readonly (readonly [string, string, Desk])[] = [
  ['the title', 'title', edited('card', 'title: Weigh a parcel', 'title: Weigh a letter')],
  ['the body', 'body', edited('card', 'A clerk', 'A machine')],
  ['the definition of done', 'body', edited('card', 'weight.test.mjs passes', 'scale.test.mjs passes')],
  ['an acceptance criterion', 'acceptance', edited('card', 'whole grams', 'grams')],
  ["an ADR's decision", 'contract ADR-3', edited('adr', 'an integer number', 'a whole number')],
  ["an ADR's contract", 'contract ADR-3', edited('adr', 'type Grams = number;', 'type Grams = bigint;')],
  ['what an ADR does not decide', 'contract ADR-3', edited('adr', '- pounds for customers abroad (later: ADR-0007)\n', '')],
];

test.each(AGAIN)('editing %s makes `implement` stale, and says so', (_name, part, desk) => {
  const decisions = decide(GATED.facts(desk));
  expect(decisions.implement).toMatchObject({ state: 'stale', reason: { code: 'changed', changes: [{ part }] } });
  expect(shown(GATED.facts(desk))).toMatchObject({ gate: 'stale needs', integrate: 'stale needs' });
});

test.each(AGAIN)('editing %s of an integrated story is a change to working code', (_name, part, desk) => {
  const decisions = decide(INTEGRATED.facts(desk));
  expect(decisions.implement).toMatchObject({
    state: 'stale',
    reason: { code: 'edited-after-integration', changes: [{ part }] },
  });
  expect(shown(INTEGRATED.facts(desk))).toMatchObject({ gate: 'stale needs', integrate: 'stale needs' });
});

test('an ADR taken out of scope makes `implement` stale', () => {
  const desk = edited('card', 'adrs: [ADR-3, adr-0001]', 'adrs: [adr-0001]');
  expect(decide(GATED.facts(desk)).implement).toMatchObject({
    reason: { code: 'changed', changes: [{ part: 'contract ADR-3' }] },
  });
});

test('widening the scope judges the same work again, and implements nothing', () => {
  const desk = edited('card', 'files: [src/scale.mjs, test/parcel/**]', 'files: [src/**, test/parcel/**]');
  expect(shown(GATED.facts(desk))).toMatchObject({
    implement: 'fresh same-inputs',
    gate: 'stale changed',
    integrate: 'stale needs',
  });
});

const HOW: readonly (readonly [string, Desk])[] = [
  ['model', { ...DESK, how: { ...DESK.how, model: 'gpt-5' } }],
  ['agent', { ...DESK, how: { ...DESK.how, agent: 'codex' } }],
  ['brief version', { ...DESK, how: { ...DESK.how, brief: '2' } }],
];

test.each(HOW)('another %s makes an open story stale, and an integrated one not', (part, desk) => {
  expect(decide(GATED.facts(desk)).implement).toMatchObject({ reason: { code: 'changed', changes: [{ part }] } });
  expect(shown(INTEGRATED.facts(desk))).toMatchObject({ implement: 'fresh integrated', integrate: 'fresh integrated' });
});

test('a context file changed in the base: the floor is measured again, nothing else', () => {
  const desk = { ...DESK, contextBlob: 'blob-2' };
  const decisions = decide(GATED.facts(desk));
  expect(decisions['budget-check']).toMatchObject({ reason: { code: 'changed', changes: [{ part: 'file src/parcel.mjs' }] } });
  expect(shown(GATED.facts(desk))).toMatchObject({
    worktree: 'fresh same-inputs',
    implement: 'fresh same-inputs',
    gate: 'fresh same-tree',
  });
  expect(shown(INTEGRATED.facts(desk))['budget-check']).toBe('fresh integrated');
});

test('work that is done is judged and integrated even when its floor has outgrown the zone meanwhile', () => {
  const facts = life()
    .measured()
    .implemented('tree-1')
    .facts({ ...DESK, contextBlob: 'blob-2' }, { overZoneTokens: 900 });
  expect(shown(facts)).toMatchObject({ implement: 'fresh same-inputs', gate: 'stale never-built', integrate: 'stale needs' });
});

test('an implementation that ends in the same tree leaves the gate fresh', () => {
  const again = GATED.started('implement').implemented('tree-1');
  expect(shown(again.facts())).toMatchObject({
    implement: 'fresh same-inputs',
    gate: 'fresh same-tree',
    integrate: 'stale never-built',
  });
  expect(shown(GATED.implemented('tree-2').facts())).toMatchObject({ gate: 'stale changed' });
});

test('another gate command judges the same work again', () => {
  const desk = { ...DESK, gates: [{ ...DESK.gates[0]!, command: ['npm', 'run', 'ci'] }] };
  expect(decide(GATED.facts(desk)).gate).toMatchObject({ reason: { code: 'changed', changes: [{ part: 'gates' }] } });
});

test('deleting `.xpar` implements nothing that is integrated', () => {
  expect(shown(INTEGRATED.forgotten().facts())).toMatchObject({
    'budget-check': 'fresh integrated',
    implement: 'fresh integrated',
    integrate: 'fresh integrated',
  });
});

test('with `.xpar` gone, an edit of an integrated story is still a change, though not known to what', () => {
  const decisions = decide(INTEGRATED.forgotten().facts(edited('card', 'A clerk', 'A machine')));
  expect(decisions.implement).toEqual({ state: 'stale', reason: { code: 'edited-after-integration', changes: [] } });
});

test('integrated is what git says: a journal that believes it is not enough', () => {
  expect(shown(INTEGRATED.facts(DESK, { integrated: { key: 'other', commit: 'c' } })).integrate).toMatch(/^stale/);
});

test('a failed target is tried again until its attempts are used up, then it waits for a person', () => {
  const one = life().measured().failed('gate', 'gate-red');
  expect(decide(one.facts()).implement).toEqual({
    state: 'stale',
    reason: { code: 'failed-before', attempts: 1, detail: 'gate-red' },
  });
  const three = one.failed('implement', 'agent-ended').failed('gate', 'suite-red');
  expect(decide(three.facts()).implement).toEqual({
    state: 'held',
    reason: { code: 'attempts-used', attempts: 3, detail: 'suite-red' },
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
  expect(shown(GATED.started('implement', edited('card', 'A clerk', 'X')).facts()).implement).toBe('stale interrupted');
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

test("a lane's commit that is gone or not the one recorded is made again", () => {
  const { laneTip: _gone, ...rest } = GATED.facts();
  expect(decide(rest).implement).toEqual({ state: 'stale', reason: { code: 'output-gone', what: "the lane's commit" } });
  expect(decide({ ...rest, laneTip: 'elsewhere' }).implement).toMatchObject({ reason: { code: 'output-gone' } });
});

test('a worktree that is gone is made again only for work that still needs it', () => {
  expect(shown(GATED.facts(DESK, { laneThere: false })).worktree).toBe('fresh same-inputs');
  const ungated = life().measured().implemented('tree-1');
  expect(shown(ungated.facts(DESK, { laneThere: false }))).toMatchObject({
    worktree: 'stale output-gone',
    implement: 'fresh same-inputs',
  });
});

test.each(['draft', 'blocked', 'dropped'] as const)('a story that is %s is held, and its status is the reason', (status) => {
  const desk = edited('card', 'status: ready # the customer said so', `status: ${status}`);
  expect(decide(life().facts(desk)).integrate).toEqual({ state: 'held', reason: { code: 'not-ready', status } });
});

test('a story that is integrated stays so when its card is dropped or has problems', () => {
  const desk = edited('card', 'status: ready # the customer said so', 'status: dropped');
  expect(shown(INTEGRATED.facts(desk, { problems: 2 })).integrate).toBe('fresh integrated');
});

test('a card with problems is held with their number', () => {
  expect(decide(life().facts(DESK, { problems: 2 })).implement).toEqual({
    state: 'held',
    reason: { code: 'card-problem', count: 2 },
  });
});

test('a story over the zone is held with its excess, and is still measured', () => {
  const decisions = decide(life().facts(DESK, { overZoneTokens: 1200 }));
  expect(decisions.integrate).toEqual({ state: 'held', reason: { code: 'over-zone', overTokens: 1200 } });
  expect(decisions['budget-check']).toMatchObject({ state: 'stale', reason: { code: 'never-built' } });
});

test('a story nobody has begun is stale from its first step on', () => {
  expect(shown(life().facts())).toEqual({
    'budget-check': 'stale never-built',
    worktree: 'stale never-built',
    implement: 'stale never-built',
    gate: 'stale needs',
    integrate: 'stale needs',
  });
});
