import { expect, test } from 'vitest';
import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { integrated, sessionOf } from '../record/entries.ts';
import { factsOf } from '../rig/report-facts.ts';

function session(record: SessionRecord): JournalEntry {
  return { t: 'session', at: 1, run: 'r1', key: 'k1', session: record };
}

function report(entries: readonly JournalEntry[]): LedgerReport {
  return ledgerReport(factsOf(entries));
}

test('the roles behind what landed came in with it, each as it was done last; a story is worth no more for them', () => {
  const done = (role: string, more: Partial<SessionRecord> = {}): JournalEntry => session({ ...sessionOf({ role }), ...more });
  const alone = report([done('implementer'), integrated()]).velocity[0]!;
  const chain = [done('test-writer'), done('implementer'), done('reviewer'), done('implementer'), done('reviewer')];
  const edited = { ...done('writer'), key: 'k0' } as JournalEntry;
  const { sessions, velocity, flow } = report([edited, ...chain, integrated(), done('test-writer')]);
  expect(sessions.map((one) => one.integrated)).toEqual([false, true, false, false, true, true, false]);
  expect(velocity[0]).toMatchObject({ stories: 1, estimatedTokens: alone.estimatedTokens, loadFactor: alone.loadFactor });
  expect(velocity[0]!.yield).toBeCloseTo(3 / 7);
  expect(flow.rework.sunkTokens).toBe(4 * alone.burnTokens!);
});
