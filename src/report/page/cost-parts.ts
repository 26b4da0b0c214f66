import { countText, percentText, tokensText } from '../amounts.ts';
import type { LedgerReport, Velocity } from '../ledger-types.ts';
import { baseTable, driftText, warningLines, whoText } from '../lesson-text.ts';
import { known } from '../text-stories.ts';
import { drawBars, type Bar } from './bars-plot.ts';
import { all, el, type Markup } from './markup.ts';
import { figure, WIDE } from './plot.ts';
import { table } from './table.ts';

const MOST_ADRS = 20;
const MOST_PERIODS = 21;

/** What each ADR costs, the heaviest first. */
export function adrPart(adrs: LedgerReport['adrs']): Markup {
  if (adrs.length === 0) return el('p', { class: 'note' }, 'There are no ADRs.');
  const drawn = adrs.slice(0, MOST_ADRS);
  const total = adrs.reduce((sum, { taxTokens }) => sum + taxTokens, 0);
  const rest = adrs.length - drawn.length;
  return figure({
    id: 'adr-plot',
    title: 'ADR tax: weight x stories',
    description: drawn
      .map(({ adr, taxTokens, stories }) => `${adr}: ${tokensText(taxTokens)} from ${countText(stories, 'story', 'stories')}`)
      .join('; '),
    wide: WIDE,
    draw: drawBars(
      drawn.map(({ adr, title, weightTokens, stories, taxTokens }): Bar => ({
        name: `${adr} ${title}`,
        value: taxTokens,
        text: `${tokensText(weightTokens)} x ${stories} = ${tokensText(taxTokens)}`,
        tone: stories === 1 ? 'over' : 'learn',
      })),
      tokensText,
    ),
    caption: `${tokensText(total)} raw tokens in all: every story pays what is in its scope, in every session. An ADR of one story (x 1) should be a note on its card.${rest > 0 ? ` ${countText(rest, 'ADR', 'ADRs')} more are not drawn.` : ''}`,
    table: table(
      'ADR tax, raw tokens',
      [
        { head: 'ADR' },
        { head: 'title' },
        { head: 'weight', r: true },
        { head: 'declared', r: true },
        { head: 'stories', r: true },
        { head: 'tax', r: true },
      ],
      drawn.map((one) => [
        one.adr,
        one.title,
        tokensText(one.weightTokens),
        one.declaredTokens === undefined ? '-' : tokensText(one.declaredTokens),
        String(one.stories),
        tokensText(one.taxTokens),
      ]),
    ),
  });
}

/** Velocity by iteration and by day; runs are in the table. */
export function velocityPart(velocity: LedgerReport['velocity']): Markup {
  const of = (per: Velocity['per']): readonly Velocity[] => velocity.filter((row) => row.per === per).slice(-MOST_PERIODS);
  const [iterations, days, runs] = [of('iteration'), of('day'), of('session')];
  return all(
    iterations.length === 0
      ? el(
          'p',
          { class: 'note' },
          'No iterations yet: xpar report --iteration NAME cuts one, or `report.iterations` in the config.',
        )
      : all(el('h3', {}, 'Per iteration'), velocityFigure('iteration', 'Velocity per iteration', iterations)),
    days.length === 0 ? undefined : all(el('h3', {}, 'Per day'), velocityFigure('day', 'Velocity per day', days)),
    runs.length === 0
      ? undefined
      : el(
          'details',
          {},
          el('summary', {}, 'Per session (a run of xpar)'),
          el('div', { class: 'rows' }, velocityTable('Velocity per run', runs)),
        ),
  );
}

function velocityFigure(per: string, title: string, rows: readonly Velocity[]): Markup {
  return figure({
    id: `velocity-${per}`,
    title,
    description: rows.map((row) => `${row.key}: ${velocityText(row)}`).join('; '),
    draw: drawBars(
      rows.map((row): Bar => ({
        name: row.key,
        value: row.estimatedTokens,
        text: `${tokensText(row.estimatedTokens)} in ${countText(row.stories, 'story', 'stories')}${row.burnTokens === undefined ? '' : `; burn ${tokensText(row.burnTokens)}`}`,
        tone: 'run',
        ...(row.burnTokens === undefined ? {} : { beside: row.burnTokens }),
      })),
      tokensText,
    ),
    caption:
      per === 'iteration'
        ? 'Bars: raw estimates (4.5 x raw floor) of what was integrated. Upright lines: burn, which is no velocity, as it rewards waste.'
        : undefined,
    table: velocityTable(title, rows),
  });
}

function velocityText({ estimatedTokens, stories, burnTokens }: Velocity): string {
  return `${tokensText(estimatedTokens)} in ${countText(stories, 'story', 'stories')}, burn ${known(burnTokens, tokensText)}`;
}

function velocityTable(title: string, rows: readonly Velocity[]): Markup {
  return table(
    title,
    [{ head: 'period' }, ...['stories', 'estimated', 'burn', 'yield', 'load factor'].map((head) => ({ head, r: true }))],
    rows.map((row) => [
      row.key,
      String(row.stories),
      tokensText(row.estimatedTokens),
      known(row.burnTokens, tokensText),
      known(row.yield, percentText),
      known(row.loadFactor, (factor) => `${factor.toFixed(2)}x`),
    ]),
  );
}

/** Bases by agent version, what crept, and what drifts. */
export function basePart(lessons: LedgerReport['lessons']): Markup {
  const bars = lessons.flatMap((lesson) =>
    lesson.bases.map((base): Bar => ({
      name: `${lesson.agent} ${base.version === '' ? '' : `${base.version}, `}${lesson.model}`,
      value: base.tokens,
      text: [
        tokensText(base.tokens),
        base.source === 'measured' ? 'measured' : `learned, n = ${base.sessions}`,
        ...(base.creep === undefined ? [] : [`${base.creep.tokens > 0 ? '+' : '-'}${tokensText(Math.abs(base.creep.tokens))}`]),
      ].join(', '),
      tone: base.creep !== undefined && base.creep.tokens > 0 ? 'over' : 'run',
    })),
  );
  const said = warningLines(lessons);
  const past = lessons.flatMap((lesson) =>
    lesson.drifts.filter(({ seen }) => seen !== lesson.drift?.seen).map((one) => `${whoText(lesson)}, past: ${driftText(one)}`),
  );
  return all(
    bars.length === 0
      ? el('p', { class: 'note' }, 'No agent told its version or its own context: xpar calibrate base measures it.')
      : figure({
          id: 'base-plot',
          title: "An agent's own context, by version",
          description: baseTable(lessons).replace(/\s+/g, ' '),
          draw: drawBars(bars, tokensText),
          caption: 'Tokens that every session pays before its card is read.',
        }),
    said.concat(past).map((line) => el('p', {}, el('b', {}, '! '), line)),
  );
}
