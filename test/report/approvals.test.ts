import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { ledgerReport } from '../../src/report/ledger-report.ts';
import { approvalsText } from '../../src/report/text-flow.ts';
import { factsOf } from '../rig/report-facts.ts';

const opened = (id: string, at: number): JournalEntry => ({
  t: 'inbox-opened',
  at,
  run: 'r1',
  item: { id, story: 'add', asking: { about: 'drift', adr: 'ADR-1', note: 'it does not hold' } } as never,
});
const answered = (id: string, at: number): JournalEntry => ({ t: 'inbox-answered', at, id, answer: {} as never });

test('the report tells how often lanes waited for a person, and how long', () => {
  const { flow } = ledgerReport(factsOf([opened('A-1', 63_000), answered('A-1', 93_000), opened('A-2', 94_000)]));
  expect(flow.approvals).toMatchObject({ landings: 0, asked: { n: 2, open: 1, medianMs: 30_000 } });
  expect(approvalsText(flow.approvals)).toMatch(/^2 questions waited for you \(median 0:30 to the answer, 1 open\), 0 accepted/);
  expect(ledgerReport(factsOf([])).flow.approvals).not.toHaveProperty('asked');
});
