import { billedTokens } from '../../model/budget.ts';
import { dayOf } from '../../model/day.ts';
import { countText, durationText, percentText, tokensText, usdText } from '../amounts.ts';
import { CLAIM_FROM } from '../interval.ts';
import type { LedgerReport, ReportedSession } from '../ledger-types.ts';
import { totalText } from '../ledger-text.ts';
import { known, outcomeText } from '../text-stories.ts';
import { calibrationPart } from './calibration-part.ts';
import { adrPart, basePart, velocityPart } from './cost-parts.ts';
import { dagPart } from './dag-part.ts';
import { flowPart } from './flow-part.ts';
import { all, el, type Child, type Markup } from './markup.ts';
import { scatterFigure } from './scatter-plot.ts';
import { storiesFigure } from './stories-plot.ts';
import { STYLE } from './style.ts';
import { table } from './table.ts';
import { trendFigures } from './trend-plots.ts';
import { zonePart } from './zone-part.ts';

const BEGINNING = '<!doctype html>\n<!-- xpar report -->\n';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const MOST_SESSIONS = 200;

/** The report as one page that needs nothing but a browser: no script, no request, light and dark, phone and paper. */
export function pageHtml(report: LedgerReport): string {
  const title = `xpar report: ${report.project.name}`;
  const page = all(
    el(
      'head',
      {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      el('meta', { name: 'color-scheme', content: 'light dark' }),
      el('title', {}, title),
    ),
    el('body', {}, el('main', {}, header(report), body(report), footer(report))),
  );
  // The style is ours and holds no text from outside; as an element's child it would be escaped.
  const html = page.markup.replace('</head>', () => `<style>${STYLE}</style></head>`);
  return `${BEGINNING}<html lang="en">${html}</html>\n`;
}

/** A page of ours is known again by how it begins, so that another may be written over it; line ends may have been turned. */
export function isPageOfOurs(text: string): boolean {
  return text
    .slice(0, 2 * BEGINNING.length)
    .replaceAll('\r\n', '\n')
    .startsWith(BEGINNING);
}

function header({ project, sessions, velocity, since }: LedgerReport): Markup {
  const models = [...new Set(sessions.map(({ model, peak }) => `${model} (smart zone ${tokensText(peak.hard)})`))];
  const iterations = velocity.filter(({ per }) => per === 'iteration').length;
  const parts = [
    instant(project.at),
    `${project.base}@${project.commit.slice(0, 7)}`,
    ...(since === undefined ? [] : [`since ${dayOf(since)}`]),
    ...(iterations > 0 ? [countText(iterations, 'iteration', 'iterations')] : []),
    ...(models.length > 3 ? [`${models.length} models`] : models),
    ...(project.sharedSessions > 0 ? [`${countText(project.sharedSessions, 'session', 'sessions')} from the shared ledger`] : []),
  ];
  return el('header', {}, el('h1', {}, `xpar report: ${project.name}`), el('p', { class: 'sub' }, parts.join(' · ')));
}

function instant(at: number): string {
  return `${dayOf(at)} ${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function body(report: LedgerReport): Child {
  const { sessions } = report;
  if (sessions.length === 0) return emptyBody(report);
  const sections: readonly (readonly [id: string, short: string, title: string, ...content: Child[]])[] = [
    [
      'stories',
      'Stories',
      'Estimate against actual, per story',
      storiesFigure(sessions),
      el('h3', { class: 'on-screen' }, 'Every session'),
      sessionTable(sessions),
    ],
    [
      'calibration',
      'Estimates',
      'Are the estimates honest?',
      el('div', { class: 'halves' }, scatterFigure(sessions), el('div', {}, calibrationPart(report))),
    ],
    ['multiplier', 'Multiplier', 'What the multiplier has learned', trendFigures(report.trends)],
    ['zone', 'Smart zone', 'Smart zone', zonePart(report.zone, report.live)],
    ['adrs', 'ADR tax', 'ADR tax', adrPart(report.adrs)],
    ['velocity', 'Velocity', 'Velocity', velocityPart(report.velocity)],
    ['base', 'Base', 'Base creep', basePart(report.lessons)],
    ['flow', 'Flow', 'Flow', flowPart(report.flow)],
    ['dag', 'Dependencies', 'Stories by dependency', dagPart(report.stories)],
  ];
  return [
    cards(report),
    el(
      'nav',
      { 'aria-label': 'Sections' },
      sections.map(([id, short]) => all(el('a', { href: `#${id}` }, short), ' ')),
    ),
    sections.map(([id, , title, ...content]) =>
      el('section', { id, 'aria-labelledby': `${id}-h` }, el('h2', { id: `${id}-h` }, title), content),
    ),
  ];
}

/** Nothing has run: what there is to see all the same, and what to do. */
function emptyBody({ since, stories, adrs, lessons }: LedgerReport): Child {
  const said =
    since === undefined
      ? 'No session has run yet. `xpar plan` shows what would run and what it would cost; `xpar build` runs it. Then this page has plots.'
      : `No session has run since ${dayOf(since)}. Without --since the page holds everything.`;
  return [
    el('p', {}, said),
    el('section', {}, el('h2', {}, 'Stories by dependency'), dagPart(stories)),
    adrs.length === 0 ? undefined : el('section', {}, el('h2', {}, 'ADR tax'), adrPart(adrs)),
    lessons.some(({ bases }) => bases.length > 0) ? el('section', {}, el('h2', {}, 'Base creep'), basePart(lessons)) : undefined,
  ];
}

function cards({ stories, totals, velocity, calibration, sessions }: LedgerReport): Markup {
  const count = (state: string): number => stories.filter((story) => story.state === state).length;
  const isSilent = totals.unknownSpend === totals.sessions;
  const plus = totals.unknownSpend > 0 ? '+?' : '';
  const days = velocity.filter(({ per }) => per === 'day');
  const perDay = days.reduce((sum, { estimatedTokens }) => sum + estimatedTokens, 0) / Math.max(1, days.length);
  const early = calibration.n < CLAIM_FROM ? ', too early to tell' : '';
  const peak = Math.max(...sessions.map(({ peak: one }) => (one.actual === undefined ? -1 : one.actual / one.hard)));
  const values: readonly (readonly [string, string])[] = [
    [`${count('integrated')} of ${stories.length}`, 'stories integrated'],
    [
      isSilent ? '?' : `${tokensText(billedTokens(totals.spend))}${plus}`,
      `tokens burned${totals.unknownSpend > 0 ? `, ${countText(totals.unknownSpend, 'session', 'sessions')} told none` : ''}`,
    ],
    ...(totals.spend.usd === undefined ? [] : [[`${usdText(totals.spend.usd)}${plus}`, 'spent'] as const]),
    [`${tokensText(perDay)}/day`, 'velocity, on days with sessions'],
    [
      known(calibration.workingBias, (bias) => `${bias.toFixed(2)}x`),
      `actual / estimate, median (n\u00a0=\u00a0${calibration.n})`,
    ],
    [known(calibration.underP80?.share, percentText), `under P80; 80% is aimed at${early}`],
    [peak < 0 ? '?' : percentText(peak), 'of the smart zone at most'],
    [String(count('needs you')), 'waiting for you'],
  ];
  return el(
    'ul',
    { class: 'cards' },
    values.map(([value, name]) => el('li', {}, el('b', {}, value), el('span', {}, name))),
  );
}

function sessionTable(sessions: readonly ReportedSession[]): Markup {
  const rows = sessions.slice(-MOST_SESSIONS).toReversed();
  const rest = sessions.length - rows.length;
  const figures = ['try', 'floor', 'working P50', 'P80', 'took', 'peak', 'of zone', 'burn', 'cost', 'time'];
  return el(
    'details',
    {},
    el('summary', {}, `${countText(rows.length, 'session', 'sessions')}, the latest first`),
    el(
      'div',
      { class: 'rows' },
      table(
        rest > 0
          ? `${countText(rest, 'earlier session', 'earlier sessions')}: xpar report --csv stories`
          : 'Estimates and actuals in native tokens',
        [{ head: 'story' }, ...figures.map((head) => ({ head, r: true })), { head: 'model' }, { head: 'outcome' }],
        rows.map((one) => [
          one.story,
          String(one.attempt),
          known(one.floor.actual, tokensText),
          tokensText(one.working.estimate),
          tokensText(one.working.p80),
          known(one.working.actual, tokensText),
          known(one.peak.actual, tokensText),
          known(one.peak.actual, (tokens) => percentText(tokens / one.peak.hard)),
          known(one.spend, (split) => tokensText(billedTokens(split))),
          known(one.spend?.usd, usdText),
          durationText(one.durationMs),
          one.model,
          outcomeText(one),
        ]),
      ),
    ),
  );
}

function footer(report: LedgerReport): Markup {
  return el(
    'footer',
    {},
    el('p', {}, totalText(report)),
    el(
      'p',
      {},
      'Made by xpar report --html. What an agent did not tell is shown as ?, never as zero. The same figures: --json, --csv.',
    ),
  );
}
