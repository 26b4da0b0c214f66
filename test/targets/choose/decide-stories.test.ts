import { expect, test } from 'vitest';
import { carded, contracted, surveyOf } from '../survey-of.ts';

test('a story whose ADR is there and cannot be read is held by it: what it stands for is not known', async () => {
  const stories = [carded('add', 'adds', { adrs: ['ADR-1', 'ADR-2'] }), carded('sum', 'sums', { adrs: ['ADR-1'] })];
  const { plan } = await surveyOf({ stories, adrs: [contracted('ADR-1', 'whole')], unreadable: ['ADR-2'] });
  expect(plan.stories.map(({ story, decisions }) => [story.id, decisions.implement])).toEqual([
    ['add', { state: 'held', reason: { code: 'adr-unreadable', adr: 'ADR-2' } }],
    ['sum', { state: 'stale', reason: { code: 'never-built' } }],
  ]);
});
