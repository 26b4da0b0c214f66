import { expect, test } from 'vitest';
import type { ParallelOrNot } from '../../src/model/parallel.ts';
import { parallelText } from '../../src/report/parallel-text.ts';

const spend = { input: 0, cacheWrite: 40_000, cacheRead: 200_000, output: 6_000 };
const TOLD: ParallelOrNot = {
  ways: [
    { how: 'own', sessions: 3, lanes: 2, spend: { ...spend, usd: 0.5 }, durationMs: 125_000, peakOfZone: 0.22 },
    { how: 'one', sessions: 1, lanes: 1, spend, durationMs: 240_000, peakOfZone: 1.04 },
  ],
  sessions: 'own',
  shared: [],
  alone: [],
  compared: 3,
  of: 3,
  timed: 0,
};
const SUMS = { baseTokens: 6_000, floorTokens: 4_000, workingP80Tokens: 20_000, totalTokens: 30_000, hardTokens: 100_000 };

test('each way stands with its tokens, its price where it is known, its time, and how full it gets', () => {
  expect(parallelText(TOLD)).toMatchInlineSnapshot(`
    "way                        sessions   burn  cache reads     USD  time     fullest (P80)
    a session each, 2 at once         3  46.0k         200k  $0.500  2:05   22% of the zone
    one session, in sequence          1  46.0k         200k       -  4:00  104% of the zone
    no two fit one session: they touch the same files, need each other, or are too much together
    times are assumed until a session was timed; gates come on top, whichever way"
  `);
});

test('what could share a session is told with its sums, the first five of many, and what the times rest on', () => {
  const shared = Array.from({ length: 7 }, (_, at) => ({ stories: [`a${at}`, `b${at}\u001b[31m`], ...SUMS }));
  const lines = parallelText({ ...TOLD, shared, compared: 400, of: 999, timed: 4 }).split('\n');
  expect(lines).toContain('a0 + b0\\u001b[31m  6.0k + 4.0k + 20.0k = 30.0k of 100k');
  expect(lines.slice(-3)).toEqual([
    '2 more sessions could be shared',
    'the first 400 of 999 in the order of integration were compared',
    'times learned from 4 sessions; gates come on top, whichever way',
  ]);
});

test('what sharing saves is told with how to ask for it, and who keeps a session of its own', () => {
  const shared = [{ stories: ['a', 'b'], ...SUMS }];
  const ways: ParallelOrNot['ways'] = [
    TOLD.ways[0]!,
    { ...TOLD.ways[1]!, how: 'shared', spend: { ...spend, cacheWrite: 34_000 } },
  ];
  expect(parallelText({ ...TOLD, ways, shared })).toContain(
    'which saves about 6.0k; xpar gives each its own unless you ask: xpar build --sessions packed',
  );
  const alone: ParallelOrNot['alone'] = [
    { story: 'c', because: 'agent' },
    { story: 'd', because: 'begun' },
    { story: 'e', because: 'agent' },
  ];
  const lines = parallelText({ ...TOLD, ways, shared, alone, sessions: 'packed' }).split('\n');
  expect(lines).toContain('share a session (base + floors + P80s), with a commit and a gate each:');
  expect(lines).toContain('a session of their own: c, e (their agent cannot go on with a session)');
  expect(lines).toContain('a session of their own: d (an earlier session was at them, and they go on alone)');
});
