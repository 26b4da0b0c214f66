import { sequentialOf } from '../../src/budget/sequential.ts';
import { NOTHING_SHARED } from '../../src/model/history.ts';
import type { JournalEntry } from '../../src/model/record.ts';
import type { ReportFacts } from '../../src/model/report.ts';
import { foldJournal } from '../../src/record/fold.ts';
import { cutsOf, historyOf } from '../../src/record/history.ts';
import { landedBeside, landedSessions } from '../../src/record/landed-sessions.ts';
import { madeStories, threeWeeks, type MadeStory } from './three-weeks.ts';

const PRICES = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

/** Facts of a journal, of a project without cards where the test says nothing else. */
export function factsOf(entries: readonly JournalEntry[], more: Partial<ReportFacts> = {}): ReportFacts {
  const state = foldJournal(entries);
  const { sessions, bases, integrations } = state;
  const [landed, cuts] = [landedSessions(state, NOTHING_SHARED), cutsOf(entries, NOTHING_SHARED)];
  const sequential = sequentialOf(sessions, () => PRICES);
  return {
    project: {
      name: 'auth-and-profile',
      base: 'main',
      commit: '3f9c2ad0c0ffee',
      at: Date.UTC(2026, 10, 21, 6, 14),
      sharedSessions: 0,
    },
    state: { sessions, bases, integrations, landed, landedBeside: landedBeside(state, NOTHING_SHARED), cuts },
    history: historyOf(entries),
    lessons: [],
    next: [],
    stories: [],
    adrs: [],
    live: [],
    warnShares: new Map(),
    ...(sequential === undefined ? {} : { sequential }),
    ...more,
  };
}

/** Three weeks of a project with 30 stories, or with as many as asked for. */
export function threeWeeksFacts(
  sessions: number = 60,
  stories: readonly MadeStory[] = madeStories(),
  more: Partial<ReportFacts> = {},
): ReportFacts {
  const entries = threeWeeks(sessions, stories);
  const state = foldJournal(entries);
  const integrated = new Set(state.integrations.map(({ story }) => story));
  const seen = new Set(state.sessions.map(({ story }) => story));
  return factsOf(entries, {
    stories: stories.map(({ id, title, dependsOn, adrs }, at) => ({
      id,
      title,
      dependsOn,
      adrs,
      state:
        at === 25
          ? 'running'
          : at === 28
            ? 'needs you'
            : integrated.has(id)
              ? 'integrated'
              : seen.has(id)
                ? 'needs you'
                : at % 5 === 4
                  ? 'draft'
                  : 'to do',
      ceilingTokens: state.sessions.findLast(({ story }) => story === id)?.estimate.ceilingTokens ?? 20_000,
    })),
    adrs: Array.from({ length: 8 }, (_, at) => {
      const weightTokens = 150 + 90 * at;
      const count = stories.filter(({ adrs }) => adrs.includes(`ADR-${at + 1}`)).length;
      return { adr: `ADR-${at + 1}`, title: `Decision ${at + 1}`, weightTokens, stories: count, taxTokens: weightTokens * count };
    }),
    next: [{ agent: 'claude', model: 'claude-sonnet-4-6', p50: 5.1, p80: 8.2, samples: 52 }],
    lessons: [
      {
        agent: 'claude',
        model: 'claude-sonnet-4-6',
        drifts: [],
        bases: [
          { version: '2.1.30', tokens: 6100, source: 'learned', sessions: 31 },
          { version: '2.1.41', tokens: 7300, source: 'learned', sessions: 22, creep: { from: '2.1.30', tokens: 1200 } },
        ],
      },
    ],
    live: [
      {
        story: 'error-codes',
        attempt: 1,
        contexts: [8000, 9500, 12_000, 15_500, 17_000],
        ceilingTokens: 31_000,
        hardTokens: 100_000,
      },
    ],
    iterations: { from: Date.UTC(2026, 10, 2), days: 7 },
    ...more,
  });
}
