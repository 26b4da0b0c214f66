import { expect, test } from 'vitest';
import type { Finding } from '../../../src/model/problem.ts';
import { editedBetween, type Look } from '../../../src/targets/choose/edited.ts';
import { carded, contracted, surveyOf, type Desk } from '../survey-of.ts';

const DESK: Desk = {
  stories: [carded('add', 'adds', { adrs: ['ADR-1'] }), carded('sum', 'sums')],
  adrs: [contracted('ADR-1', 'whole numbers')],
};
const BROKEN: Finding = {
  problem: { reason: 'yaml-tab', place: { file: 'stories/add.md', line: 3 } },
  severity: 'error',
};

async function look(desk: Desk, blocking: readonly Finding[] = []): Promise<Look> {
  return { survey: await surveyOf(desk), blocking };
}

async function edited(before: Desk, after: Desk, onlyInputs = false): Promise<ReturnType<typeof editedBetween>> {
  return editedBetween(await look(before), await look(after), onlyInputs);
}

test('two looks at the same content are no edit', async () => {
  expect(await edited(DESK, DESK)).toBeUndefined();
});

test('a reworded card is told, and what became stale by it with its reason', async () => {
  const done = { t: 'done', at: 0, run: 'r', story: 'sum', step: 'implement' } as const;
  const { measured } = await surveyOf(DESK);
  const { implementParts: parts, key } = measured.get('sum')!;
  const output = { commit: 'c1', tree: 't1', base: 'c0', changed: true };
  const journal = [{ ...done, key, parts, output }];
  const after = { ...DESK, journal, stories: [DESK.stories[0]!, carded('sum', 'sums well')] };
  expect(await edited({ ...DESK, journal }, after)).toMatchObject({
    changes: [{ of: 'story', name: 'sum', how: 'edited' }],
    stories: [{ story: 'sum', step: 'implement', decision: { reason: { code: 'changed', changes: [{ part: 'body' }] } } }],
    found: [],
    gone: [],
  });
});

test('cards that come and go, ADRs, the config and branches are told by name; a reworded card that was stale before is no news', async () => {
  const after: Desk = {
    stories: [carded('add', 'adds well', { adrs: ['ADR-1'] }), carded('new', 'is new')],
    adrs: [contracted('ADR-1', 'fractions')],
    project: { configFile: 'xpar.config.json', base: { name: 'main', commit: 'c1' }, integration: { ref: 'r', tip: 'c2' } },
  };
  const told = await edited(DESK, after);
  expect(told?.changes.map(({ of, name, how }) => `${of} ${name} ${how}`)).toEqual([
    'story add edited',
    'story new added',
    'story sum removed',
    'adr ADR-1 edited',
    'config xpar.config.json added',
    'base main edited',
    'integration xpar/integration edited',
  ]);
  expect(told?.stories.map(({ story }) => story)).toEqual(['new']);
});

test('a card that cannot be read any more is edited, not removed; whole again it is edited, not added', async () => {
  const broken: Desk = { stories: [DESK.stories[1]!], unreadable: ['add'], findings: [BROKEN] };
  const only: Desk = { stories: DESK.stories };
  expect(await edited(only, broken)).toMatchObject({ changes: [{ name: 'add', how: 'edited' }], found: [BROKEN], gone: [] });
  expect(await edited(broken, only)).toMatchObject({ changes: [{ name: 'add', how: 'edited' }], found: [], gone: [BROKEN] });
});

test('a finding that only moved to another line is the same one', async () => {
  const lower = { ...BROKEN, problem: { ...BROKEN.problem, place: { file: 'stories/add.md', line: 9 } } } as Finding;
  expect(await edited({ ...DESK, findings: [BROKEN] }, { ...DESK, findings: [lower] })).toBeUndefined();
});

test('what keeps a look from getting through is a finding too', async () => {
  const blocked = await look(DESK, [{ problem: { reason: 'bad-head', detail: '' } as never, severity: 'error' }]);
  expect(editedBetween(await look(DESK), blocked, false)).toMatchObject({ changes: [], found: [{ severity: 'error' }] });
});

test('while a run is under way only what was edited is told, not what the run does', async () => {
  const started = { t: 'started', at: 0, run: 'r', story: 'sum', step: 'implement', key: 'k', attempt: 1 } as const;
  const running: Desk = { ...DESK, journal: [started], project: { integration: { ref: 'r', tip: 'c9' } } };
  expect(await edited(DESK, running, true)).toBeUndefined();
  expect((await edited(DESK, running))?.stories.map(({ story }) => story)).toEqual(['sum']);
  const both = { ...running, stories: [carded('add', 'adds well', { adrs: ['ADR-1'] }), DESK.stories[1]!] };
  expect((await edited(DESK, both, true))?.changes).toEqual([{ of: 'story', name: 'add', how: 'edited' }]);
});
