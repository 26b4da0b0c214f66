import type { TokenSplit } from '../model/budget.ts';
import { dayOf } from '../model/day.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText, usdText } from './amounts.ts';
import type { LedgerReport } from './ledger-types.ts';
import { baseTable } from './lesson-text.ts';
import type { Paint } from './paint.ts';
import { scatterText } from './scatter-text.ts';
import { adrText, flowText, velocityText } from './text-flow.ts';
import { calibrationText, trendText } from './text-learning.ts';
import { rolesText } from './role-text.ts';
import { sharedText } from './shared-text.ts';
import { subtasksText } from './subtask-sums-text.ts';
import { known, storiesText, zoneSectionText } from './text-stories.ts';

/** Columns where nobody says how wide it is: in a pipe or a file. */
const USUAL_WIDTH = 120;

/** The nine sections as tables and small charts, as wide as there is room; nothing is told by colour alone. */
export function ledgerText(report: LedgerReport, paint: Paint, width: number = USUAL_WIDTH): string {
  const { sessions, since } = report;
  if (sessions.length === 0) return emptyText(report, paint);
  const title = (name: string, more = ''): string => `${paint.bold(name)}${more === '' ? '' : `  ${paint.dim(more)}`}`;
  const scatter = scatterText(sessions, width);
  const bases = baseTable(report.lessons);
  const sections: readonly (readonly [string, string])[] = [
    [
      title('Stories', `native tokens; estimate beside actual${since === undefined ? '' : `; since ${dayOf(since)}`}`),
      storiesText(report, width),
    ],
    ...(report.shared
      ? [[title('Shared sessions', 'in turns: one base, and what came on top of it'), sharedText(report)] as const]
      : []),
    [title('Roles'), rolesText(report)],
    [title('Subtasks', 'stories that were worked on in parts'), subtasksText(report)],
    [title('Calibration', 'do the estimates hold?'), calibrationText(report, width)],
    [title('Multiplier', 'working / floor, session by session'), trendText(report, width)],
    [title('Estimate and actual', 'both logarithmic; ● within its ceiling, ▲ over it, ○ cut off, · equal'), scatter],
    [title('Smart zone', 'contexts past its limits'), zoneSectionText(report.zone)],
    [title('ADR tax', 'weight x stories, raw tokens'), adrText(report)],
    [title('Velocity', 'raw estimates of integrated stories; burn beside it'), velocityText(report)],
    [title('Base', 'by agent version'), bases === '' ? 'No agent told its version or its own context.' : bases],
    [title('Flow'), flowText(report.flow)],
    [title('Total'), totalText(report)],
  ];
  return `${sections
    .filter(([, text]) => text !== '')
    .map(([head, text]) => `${head}\n${text}`)
    .join('\n\n')}\n`;
}

function emptyText({ since, lessons, totals, project }: LedgerReport, paint: Paint): string {
  const bases = baseTable(lessons);
  const nothing =
    since === undefined
      ? 'No session has run yet.\n  hint: xpar plan shows what would run, xpar build runs it\n'
      : `No session of ${shown(project.name)} has run since ${dayOf(since)}.\n`;
  if (bases === '') return nothing;
  return `${nothing}\n${paint.bold('Base')}  ${paint.dim('by agent version')}\n${bases}\n\n${paint.bold('Total')}\n${totalText({ totals })}\n`;
}

/** Everything spent, by kind; unknown is said. */
export function totalText({ totals }: Pick<LedgerReport, 'totals'>): string {
  const { spend, sessions, unknownSpend } = totals;
  const usd = spend.usd === undefined ? '' : ` · ${usdText(spend.usd)}`;
  const unknown = unknownSpend > 0 ? ` · ${countText(unknownSpend, 'session', 'sessions')} told no usage` : '';
  const told = sessions > 0 && unknownSpend === sessions ? undefined : spend;
  const tokens = (kind: keyof TokenSplit): string => known(told?.[kind], tokensText);
  return `${countText(sessions, 'session', 'sessions')}, ${countText(totals.integrated, 'story', 'stories')} integrated · input ${tokens('input')} · cache write ${tokens('cacheWrite')} · output ${tokens('output')} · cache read ${tokens('cacheRead')}${usd}${unknown}`;
}
