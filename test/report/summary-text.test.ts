import { expect, test } from 'vitest';
import { NO_TOKENS } from '../../src/model/budget.ts';
import type { RunSummary } from '../../src/model/event.ts';
import { painter } from '../../src/report/paint.ts';
import { summaryText } from '../../src/report/summary-text.ts';

const NOTHING: RunSummary = {
  integrated: [],
  failed: [],
  waiting: [],
  fresh: 0,
  targetsRun: 0,
  spend: NO_TOKENS,
  unknownSpend: 0,
  estimatedTokens: 0,
  actualTokens: 0,
  durationMs: 161_000,
};

function summary(more: Partial<RunSummary>): string {
  return summaryText({ ...NOTHING, ...more }, painter(false));
}

test('a run with nothing to do says so in one line', () => {
  expect(summary({ fresh: 1 })).toBe('Up to date: 1 story, nothing to do');
  expect(summary({ fresh: 12 })).toBe('Up to date: 12 stories, nothing to do');
});

test('a run that only brought stories as far as a step does not claim that there was nothing to do', () => {
  expect(summary({ targetsRun: 2, fresh: 1 })).toBe('2 targets run · Up to date 1 · 2:41');
});

test('what was integrated, failed and waits is counted, and what it took', () => {
  const spend = { input: 3000, cacheWrite: 9000, cacheRead: 90_000, output: 2500, usd: 0.31 };
  expect(
    summary({
      integrated: ['a', 'b'],
      failed: ['c'],
      waiting: ['d'],
      fresh: 3,
      targetsRun: 9,
      spend,
      estimatedTokens: 10_000,
      actualTokens: 12_500,
    }),
  ).toBe(
    'Stories 2 integrated, 1 failed, 1 waiting · Up to date 3 · Context 12.5k of 10.0k expected (1.25x) · Burn 14.5k · $0.310 · 2:41',
  );
});

test('sessions that told nothing make the burn unknown, in part or whole', () => {
  const spend = { input: 3000, cacheWrite: 0, cacheRead: 0, output: 0 };
  expect(summary({ integrated: ['a'], unknownSpend: 1 })).toBe(
    'Stories 1 integrated · Tokens unknown: the agent told no usage · 2:41',
  );
  expect(summary({ integrated: ['a'], spend, unknownSpend: 2, estimatedTokens: 1, actualTokens: 1 })).toContain(
    'Burn 3.0k and 2 sessions unknown',
  );
});

test('a run without an agent says nothing of tokens', () => {
  expect(summary({ integrated: ['a'] })).toBe('Stories 1 integrated · 2:41');
});
