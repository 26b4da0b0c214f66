import { addTokens, billedTokens, NO_TOKENS } from '../model/budget.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText, usdText } from './amounts.ts';
import type { LedgerReport, ReportedSession } from './ledger-types.ts';
import { tableText } from './table.ts';

/** What all sessions of each story came to that had some on its subtasks; empty where none had. */
export function subtasksText({ sessions }: Pick<LedgerReport, 'sessions'>): string {
  const byStory = [...Map.groupBy(sessions, ({ story }) => story)];
  const rows = byStory.flatMap(([story, own]) => {
    const parts = [...new Set(own.flatMap(({ subtask }) => subtask ?? []))];
    return parts.length === 0 ? [] : [[shown(story), parts.map(shown).join(', '), String(own.length), ...spent(own)]];
  });
  if (rows.length === 0) return '';
  const right = (head: string): { head: string; align: 'right' } => ({ head, align: 'right' });
  return tableText(
    [{ head: 'story' }, { head: 'subtasks' }, right('sessions'), right('burn'), right('cost'), { head: '' }],
    rows,
  );
}

function spent(sessions: readonly ReportedSession[]): readonly string[] {
  const told = sessions.flatMap(({ spend }) => spend ?? []);
  const silent = sessions.length - told.length;
  const { usd, ...sum } = told.reduce(addTokens, NO_TOKENS);
  const beside = silent === 0 ? '' : `${countText(silent, 'session', 'sessions')} told no usage`;
  return [told.length === 0 ? '?' : tokensText(billedTokens(sum)), usd === undefined ? '?' : usdText(usd), beside];
}
