import { percentText } from '../amounts.ts';
import { CLAIM_FROM, proportionText, shareText } from '../interval.ts';
import type { LedgerReport, ReportedModel } from '../ledger-types.ts';
import { AIM, cautionText, verdictText } from '../text-learning.ts';
import { known } from '../text-stories.ts';
import { all, el, type Markup } from './markup.ts';
import { figure, fitText, HALF, label, line, type Draw } from './plot.ts';
import { table } from './table.ts';

const MOST_ROWS = 12;

/** P80 hit rates with their intervals, by agent and model, against the aim. */
export function calibrationPart({ calibration, models }: Pick<LedgerReport, 'calibration' | 'models'>): Markup {
  const rows = [
    { name: 'all', share: calibration.underP80, n: calibration.n },
    ...models.map((one) => ({ name: nameOf(one), share: one.underP80, n: one.n })),
  ].filter(({ share }) => share !== undefined);
  const drawn = rows.slice(0, MOST_ROWS);
  const draw: Draw = (width) => {
    const x = (share: number): number => 10 + share * (width - 20);
    const rowHeight = 38;
    const bottom = drawn.length * rowHeight + 24;
    return {
      height: bottom + 22,
      parts: [
        [0, 0.25, 0.5, 0.75, 1].map((tick) => [
          line([x(tick), 17], [x(tick), bottom], { class: 'grid' }),
          label(x(tick), bottom + 15, percentText(tick), {
            class: 'soft',
            'text-anchor': tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle',
          }),
        ]),
        line([x(AIM), 17], [x(AIM), bottom], { class: 's-run dash' }),
        label(x(AIM), 12, 'aim 80%', { class: 'run', 'text-anchor': 'middle' }),
        drawn.map(({ name, share, n }, at) => {
          const y = at * rowHeight + 46;
          const isEarly = n < CLAIM_FROM;
          return el(
            'g',
            {},
            label(10, y - 10, fitText(`${name}: ${shareText(share!)}, n = ${n}`, width - 20)),
            line([x(share!.low), y], [x(share!.high), y], { class: isEarly ? 's-soft dash' : 's-learn', 'stroke-width': 2.5 }),
            el('circle', { cx: x(share!.share), cy: y, r: 5, class: isEarly ? 'hollow s-soft' : 'learn', 'stroke-width': 2 }),
          );
        }),
      ],
    };
  };
  const picture = figure({
    id: 'calibration-plot',
    title: 'Share of sessions under P80',
    description: drawn.map(({ name, share, n }) => `${name}: ${proportionText(share!)}, n = ${n}`).join('; '),
    wide: HALF,
    draw,
    caption: 'Points with their 95% intervals; hollow and dashed: too early to tell.',
    table: modelTable(models),
  });
  return all(
    el('p', {}, verdictText(calibration)),
    el('p', { class: 'note' }, cautionText(calibration)),
    drawn.length === 0 ? undefined : picture,
  );
}

function nameOf({ agent, model, effort }: Pick<ReportedModel, 'agent' | 'model' | 'effort'>): string {
  return `${agent}, ${model}${effort === undefined ? '' : `, ${effort}`}`;
}

function modelTable(models: readonly ReportedModel[]): Markup {
  const figures = ['multiplier', 'n', 'cut off', 'actual / estimate', 'MdAPE', 'under P80'];
  return table(
    'Calibration by agent and model',
    [{ head: 'agent and model' }, ...figures.map((head) => ({ head, r: true }))],
    models.map((one) => [
      nameOf(one),
      known(one.multiplier, (factor) => factor.toFixed(2)),
      String(one.n),
      String(one.censored),
      known(one.workingBias, (bias) => `${bias.toFixed(2)}x`),
      known(one.mdape, percentText),
      known(one.underP80, proportionText),
    ]),
  );
}
