import { billedTokens } from '../model/budget.ts';
import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText, usdText } from './amounts.ts';
import type { LedgerReport } from './ledger-types.ts';
import { tableText } from './table.ts';

/** ` as reviewer`; nothing where nobody named roles. */
export function ofRole(role: string | undefined): string {
  return role === undefined ? '' : ` as ${shown(role)}`;
}

/** Who has ended its part, whose turn it is, and what was refused. */
export function roleText({ story, role, next, refused }: Extract<Event, { t: 'role' }>): string {
  const head = `${shown(story)}: ${shown(role)}`;
  if (refused === undefined) return `${head} is done, ${shown(next)} is next`;
  return `${head} refused, back to ${shown(next)}\n${refused.map((reason) => `    - ${shown(reason)}`).join('\n')}`;
}

/** What each role's sessions came to; empty where there is only one. */
export function rolesText({ roles }: Pick<LedgerReport, 'roles'>): string {
  if (roles.length < 2) return '';
  const rows = roles.map(({ role, sessions, unknown, spend }) => {
    const isUnknown = unknown === sessions;
    const beside = unknown === 0 || isUnknown ? '' : `${countText(unknown, 'session', 'sessions')} told no usage`;
    const usd = isUnknown || spend.usd === undefined ? '?' : usdText(spend.usd);
    return [shown(role), String(sessions), isUnknown ? '?' : tokensText(billedTokens(spend)), usd, beside];
  });
  const right = (head: string): { head: string; align: 'right' } => ({ head, align: 'right' });
  return tableText([{ head: 'role' }, right('sessions'), right('burn'), right('cost'), { head: '' }], rows);
}
