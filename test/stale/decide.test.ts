import { expect, test } from 'vitest';
import { decide } from '../../src/stale/decide.ts';
import { keyOf } from '../../src/stale/fingerprint.ts';
import { DESK, edited, life, shown, type Desk, type Life } from './facts.ts';

const GATED: Life = life().measured().implemented('tree-1').gated();
const INTEGRATED: Life = GATED.integrated();

const NOT_AGAIN: readonly (readonly [string, Desk])[] = [
  ['reformatting the card', edited('card', 'the\ntariff is right.\n', 'the tariff is\nright.\n\n')],
  ['other list markers', { ...DESK, card: DESK.card.replaceAll('- [', '* [') }],
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

test.each(AGAIN)(
  'editing %s of an integrated story is a change to working code, where a contract is, once a person says so',
  (_name, part, desk) => {
    const isContract = part.startsWith('contract');
    const decisions = decide(INTEGRATED.facts(desk, isContract ? { isReopened: true } : {}));
    expect(decisions.implement).toMatchObject({
      state: 'stale',
      reason: { code: 'edited-after-integration', changes: [{ part }] },
    });
    const unasked = decide(INTEGRATED.facts(desk)).integrate;
    expect(unasked).toMatchObject(
      isContract ? { state: 'held', reason: { code: 'contract-edited', changes: [{ part }] } } : { state: 'stale' },
    );
  },
);

test('a contract and the card edited are a change like any; begun on, it goes on; a lost journal knows no difference', () => {
  const adr = edited('adr', 'an integer number', 'a whole number');
  const both = edited('card', 'A clerk', 'A machine', adr);
  expect(shown(INTEGRATED.facts(both)).implement).toBe('stale edited-after-integration');
  expect(shown(INTEGRATED.implemented('tree-2', adr).facts(adr)).implement).toBe('fresh same-inputs');
  expect(shown(INTEGRATED.forgotten().facts(adr)).implement).toBe('stale edited-after-integration');
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

test('what a person pretends to have changed is stale, integrated or not', () => {
  const reason = { code: 'what-if', file: 'adr/ADR-3-weights-in-grams.md' } as const;
  const done = INTEGRATED;
  expect(decide(done.facts(DESK, { pretence: { step: 'implement', reason } })).implement).toEqual({ state: 'stale', reason });
  expect(shown(GATED.facts(DESK, { pretence: { step: 'implement', reason } }))).toMatchObject({
    'budget-check': 'stale what-if',
    implement: 'stale what-if',
    gate: 'stale needs',
    integrate: 'stale needs',
  });
});

test('a context file that a person pretends to have changed is measured again, nothing else', () => {
  const pretence = { step: 'budget-check', reason: { code: 'what-if', file: 'src/parcel.mjs' } } as const;
  expect(shown(GATED.facts(DESK, { pretence }))).toMatchObject({ 'budget-check': 'stale what-if', gate: 'fresh same-tree' });
  expect(shown(INTEGRATED.facts(DESK, { pretence }))).toMatchObject({ 'budget-check': 'fresh integrated' });
});

test('pretending moves no card that is not ready', () => {
  const pretence = { step: 'implement', reason: { code: 'always-make' } } as const;
  expect(shown(INTEGRATED.facts(DESK, { pretence, status: 'draft' }))).toMatchObject({ implement: 'fresh integrated' });
});

test("a person's word holds for exactly what the card and its contracts say now", () => {
  const { last } = GATED.facts();
  const touched = { key: keyOf(GATED.facts().what), at: 5 };
  expect(decide(GATED.facts(DESK, { last: { ...last, touched } })).implement).toEqual({
    state: 'fresh',
    reason: { code: 'taken-as-done', at: 5 },
  });
  const edit = edited('card', '- [ ] a parcel on', '- [ ] every parcel on');
  expect(shown(GATED.facts(edit, { last: { ...last, touched } }))).toMatchObject({ implement: 'stale changed' });
});
