import { describe, expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import type { Story } from '../../../src/model/card.ts';
import type { Decision } from '../../../src/model/target.ts';
import { apartFrom } from '../../../src/plan/apart.ts';
import { plannedJobs } from '../../../src/plan/jobs.ts';
import type { Decisions } from '../../../src/stale/decide.ts';
import { heldBehind } from '../../../src/targets/choose/behind.ts';
import { inboxOf } from '../../../src/targets/person/inbox.ts';
import { announcedStories } from '../../../src/targets/run/announced-stories.ts';
import { nothingToDo } from '../../../src/targets/run/run-account.ts';
import { standingOf } from '../../../src/targets/tell/standing.ts';
import { carded, contracted, surveyOf } from '../survey-of.ts';

test('a story whose ADR is there and cannot be read is held by it: what it stands for is not known', async () => {
  const stories = [carded('add', 'adds', { adrs: ['ADR-1', 'ADR-2'] }), carded('sum', 'sums', { adrs: ['ADR-1'] })];
  const { plan } = await surveyOf({ stories, adrs: [contracted('ADR-1', 'whole')], unreadable: ['ADR-2'] });
  expect(plan.stories.map(({ story, decisions }) => [story.id, decisions.implement])).toEqual([
    ['add', { state: 'held', reason: { code: 'adr-unreadable', adr: 'ADR-2' } }],
    ['sum', { state: 'stale', reason: { code: 'never-built' } }],
  ]);
});

describe('a story behind one that cannot run', () => {
  const behind = (id: string, ...dependsOn: string[]): Story => carded(id, id, { dependsOn });
  const held = { code: 'not-ready', status: 'blocked' } as const;
  const blocked = carded('a', 'adds', { status: 'blocked' });

  test('waits for it, however many stand between them, and is neither counted nor priced', async () => {
    const { plan } = await surveyOf({ stories: [behind('c', 'b'), behind('b', 'a'), blocked, carded('free', 'free')] });
    const waits = { state: 'held', reason: { code: 'waits-for', story: 'a', held } };
    const decided = new Map(plan.stories.map(({ story, decisions }) => [story.id, decisions]));
    expect(decided.get('b')).toMatchObject({ 'budget-check': waits, implement: waits, integrate: waits });
    expect(decided.get('c')).toMatchObject({ implement: waits, integrate: waits });
    expect(decided.get('free')!.integrate.state).toBe('stale');
    expect(plan.totals.open).toBe(1);
    expect([...apartFrom(plan, () => undefined).keys()]).toEqual(['free']);
  });

  test('goes ahead where only contracts were edited since the other landed', () => {
    const stale = { state: 'stale', reason: { code: 'never-built' } } as const;
    const drifted = { state: 'held', reason: { code: 'contract-edited', changes: [] } } as const;
    const all = (integrate: Decision): Decisions => ({
      'budget-check': stale,
      worktree: stale,
      implement: stale,
      gate: stale,
      integrate,
    });
    const needs = new Map([
      ['a', []],
      ['b', ['a', 'gone']],
    ]);
    const of = (a: Decision): ReadonlyMap<string, unknown> =>
      heldBehind(
        new Map([
          ['a', all(a)],
          ['b', all(stale)],
        ]),
        needs,
      );
    expect(of(drifted).size).toBe(0);
    expect(of(stale).size).toBe(0);
    expect(of({ state: 'fresh', reason: { code: 'taken-as-done', at: 1 } }).get('b')).toEqual({ code: 'waits-for', story: 'a' });
  });

  test('is to do, and needs nobody itself; the first is not in the sum of the announcement, and neither is it', async () => {
    const survey = await surveyOf({ stories: [blocked, behind('b', 'a'), carded('free', 'free')] });
    const { state } = survey.project.store;
    expect(survey.plan.stories.map((row) => [row.story.id, standingOf(row, state, false).standing])).toEqual([
      ['a', 'needs you'],
      ['b', 'to do'],
      ['free', 'to do'],
    ]);
    expect(inboxOf(survey).held).toEqual([]);
    const jobs = plannedJobs(survey.plan.stories, new Map(['a', 'b', 'free'].map((id) => [id, 'integrate'])));
    const intent = { survey, jobs, held: ['a', 'b'], price: survey.plan.totals, asked: ['a', 'b', 'free'] };
    expect(announcedStories(intent).map(({ id, held: isHeld = false }) => [id, isHeld])).toEqual([
      ['a', true],
      ['b', true],
      ['free', false],
    ]);
    expect(nothingToDo(host, { ...intent, jobs: [] }, () => {}).exit).toBe(3);
  });
});

const host = {
  clock: { now: () => 0 },
  machine: { pid: 1 },
} as unknown as Host;
