import type { AnnouncedStory } from '../../src/model/announced-story.ts';
import type { Event, Told } from '../../src/model/event.ts';
import type { Finding } from '../../src/model/problem.ts';
import { EMPTY_VIEW, nextView, type View } from '../../src/report/view.ts';

export function announced(id: string, more: Partial<AnnouncedStory> = {}): AnnouncedStory {
  return { id, title: id, agent: 'claude', model: 'claude-sonnet-4-6', ceilingTokens: 20_000, hardTokens: 100_000, ...more };
}

export const FINDING: Finding = {
  severity: 'error',
  problem: { reason: 'gate-red', story: 'login', gate: 'test', exit: 'exit code 1', tail: '1 failed', log: 'gate.log' },
};

/** The start of a run over these stories, at 1,000 ms. */
export function begun(...stories: readonly AnnouncedStory[]): Event {
  return {
    at: 1000,
    t: 'run-started',
    schemaVersion: 1,
    run: 'r1',
    base: 'main',
    baseCommit: '0123456789abcdef',
    integration: 'xpar/integration',
    jobs: 3,
    stories,
  };
}

/** What is seen after these; each stands one second after the one before. */
export function viewAfter(stories: readonly AnnouncedStory[], ...told: readonly Told[]): View {
  const events: Event[] = [begun(...stories), ...told.map((one, index) => ({ at: 2000 + index * 1000, ...one }))];
  return events.reduce(nextView, EMPTY_VIEW);
}

const tokens = { input: 900, cacheWrite: 100, cacheRead: 5000, output: 500 };

/** One story for each way to stand, and how it came to. */
export const EVERY_STATE: readonly (readonly [id: string, told: readonly Told[]])[] = [
  ['untouched', []],
  ['queued', [{ t: 'waiting', story: 'queued', for: 'files', on: 'working' }]],
  [
    'working',
    [
      { t: 'started', story: 'working', step: 'implement', attempt: 1 },
      { t: 'usage', story: 'working', contextTokens: 15_000, floorTokens: 2000, spend: tokens, requests: 3 },
    ],
  ],
  [
    'again',
    [
      { t: 'retrying', story: 'again', attempt: 2, of: 3, finding: FINDING },
      { t: 'started', story: 'again', step: 'implement', attempt: 2 },
    ],
  ],
  [
    'warned',
    [
      { t: 'started', story: 'warned', step: 'implement', attempt: 1 },
      { t: 'alarm', story: 'warned', kind: 'ceiling', contextTokens: 21_000, limitTokens: 20_000 },
      { t: 'usage', story: 'warned', contextTokens: 21_000, floorTokens: 2000, spend: tokens, requests: 9 },
      { t: 'spend', spend: { input: 1800, cacheWrite: 200, cacheRead: 10_000, output: 1000 }, unknown: 0, budgets: [] },
    ],
  ],
  ['judged', [{ t: 'started', story: 'judged', step: 'gate', attempt: 1 }]],
  [
    'landed',
    [
      { t: 'started', story: 'landed', step: 'implement', attempt: 1 },
      { t: 'integrated', story: 'landed', commit: 'abc' },
    ],
  ],
  [
    'broken',
    [
      { t: 'started', story: 'broken', step: 'gate', attempt: 1 },
      { t: 'failed', story: 'broken', finding: FINDING },
    ],
  ],
  ['stuck', [{ t: 'held', story: 'stuck', decision: { state: 'held', reason: { code: 'over-zone', overTokens: 12_000 } } }]],
];

/** A run that shows every state at once. */
export function everyState(): View {
  return viewAfter(
    EVERY_STATE.map(([id]) => announced(id)),
    ...EVERY_STATE.flatMap(([, told]) => told),
  );
}
