import { expect, test } from 'vitest';
import type { Story } from '../../../src/model/card.ts';
import { isWhole, judgedBy, supersededBy, type Superseded, type UnderWay } from '../../../src/targets/choose/superseded.ts';
import { carded, contracted, intentOf, surveyOf, type Desk } from '../survey-of.ts';

const ADD = { adrs: ['ADR-1'], files: ['src/add.mjs'] };
const desk = (words: string, more: Partial<Story> = {}, contract = 'whole numbers'): Desk => ({
  stories: [carded('add', words, { ...ADD, ...more })],
  adrs: [contracted('ADR-1', contract)],
});

async function after(edit: Desk, step: UnderWay['step'] = 'implement'): Promise<Superseded | undefined> {
  const { project, measured } = await surveyOf(desk('adds'));
  const one = measured.get('add')!;
  return supersededBy({ step, one, judged: judgedBy(project, one) }, await intentOf(edit));
}

const parts = (found: Superseded | undefined): readonly string[] | undefined => found?.changes.map(({ part }) => part);

test('what a person may freely reword supersedes nothing', async () => {
  expect(await after(desk('adds', { priority: 1, context: ['src/**'] }))).toBeUndefined();
  const { adrs } = desk('adds');
  expect(await after({ ...desk('adds'), adrs: [{ ...adrs![0]!, digest: 'why', text: 'another why' }] })).toBeUndefined();
});

test('the body and a contract in scope supersede a lane at any step, each by its name', async () => {
  expect(parts(await after(desk('adds well')))).toEqual(['body']);
  expect(parts(await after(desk('adds', {}, 'fractions'), 'gate'))).toEqual(['contract ADR-1']);
  expect(parts(await after(desk('adds', { adrs: [] }), 'integrate'))).toEqual(['contract ADR-1']);
});

test('gates and scope supersede a lane that is judged, and no session', async () => {
  const wider = desk('adds', { files: ['src/**'] });
  expect(await after(wider)).toBeUndefined();
  expect(parts(await after(wider, 'gate'))).toEqual(['scope']);
  const gates = [{ name: 'test', rung: 3 as const, command: ['make'], timeoutMs: 1, onRequest: false }];
  expect(parts(await after({ ...desk('adds'), project: { gates } }, 'integrate'))).toEqual(['gates']);
});

test('a card that is gone or not ready any more is wanted no longer', async () => {
  expect(await after({ stories: [] })).toEqual({ because: 'gone', changes: [] });
  expect(await after(desk('adds', { status: 'draft' }))).toEqual({ because: 'not-ready', changes: [] });
});

test('a card or a contract that cannot be read, or holds an error, is being edited: nothing is decided by it', async () => {
  expect(await after({ stories: [], unreadable: ['add'] })).toBeUndefined();
  expect(await after({ ...desk('adds well'), adrs: [], unreadable: ['ADR-1'] })).toBeUndefined();
  const finding = {
    problem: { reason: 'unknown-adr', id: 'ADR-9', place: { file: 'stories/add.md' } },
    severity: 'error',
  } as const;
  expect(await after({ ...desk('adds well'), findings: [finding] })).toBeUndefined();
  expect(isWhole(await surveyOf({ ...desk('adds'), findings: [finding] }), 'add')).toBe(false);
  expect(isWhole(await surveyOf(desk('adds')), 'add')).toBe(true);
});
