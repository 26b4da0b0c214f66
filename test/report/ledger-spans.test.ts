import { expect, test } from 'vitest';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { gated, sessionOf, started, worktreeDone } from '../record/entries.ts';
import { factsOf } from '../rig/report-facts.ts';

function session(record: SessionRecord, { at }: { at: number }): JournalEntry {
  return { t: 'session', at, run: 'r1', key: 'k1', session: record };
}

function report(entries: readonly JournalEntry[]): LedgerReport {
  return ledgerReport(factsOf(entries));
}

test('speedup holds all that ran against the time it took: gates and waves are no lost time, and waiting in line is no work', () => {
  const from = (startedAt: number, story: string): JournalEntry[] => [
    started('worktree', { at: startedAt - 20, story }),
    { ...worktreeDone({ at: startedAt, story }), waitedMs: story === 'b' ? 15 : 0 },
    session(sessionOf({ story, startedAt, durationMs: 100 }), { at: startedAt + 100 }),
    started('gate', { at: startedAt + 100, story }),
    gated({ at: startedAt + 400, story }),
    started('integrate', { at: startedAt + 400, story }),
  ];
  const wave = { t: 'wave', run: 'r1', ejected: [], conflicts: [], flakes: 0, gates: 1, durationMs: 200 } as const;
  const landed = (at: number, ...landed: readonly string[]): JournalEntry => ({ ...wave, at, stories: landed, landed });
  // One after the other: nothing was gained, and nothing lost, though sessions are a small part of it and nothing ran for a while.
  const alone = report([...from(20, 'a'), landed(620, 'a'), ...from(5020, 'c'), landed(5620, 'c')]);
  expect(alone.flow.speedup).toBe(1);
  expect(alone.flow.runs).toMatchObject([{ elapsedMs: 1240, workMs: 1240 }]);
  // Two side by side, in one wave: 20 + 5 for worktrees, 2 x 100, 2 x 300, and 200 once.
  const { flow } = report([...from(20, 'a'), ...from(20, 'b'), landed(620, 'a', 'b')]);
  expect(flow.runs).toMatchObject([{ elapsedMs: 620, workMs: 1025 }]);
  expect(flow.speedup).toBeCloseTo(1025 / 620);
});
