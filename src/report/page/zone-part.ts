import { countText, percentText, tokensText } from '../amounts.ts';
import type { Climb } from '../../model/report.ts';
import type { ZoneReport } from '../ledger-types.ts';
import { all, el, type Markup } from './markup.ts';
import { fitText, label, line, pathOf, svg, type Draw } from './plot.ts';
import { linear } from './scale.ts';
import { table } from './table.ts';

const MOST_VISITS = 25;
const CLIMB = 284;

/** Contexts past the limits of their smart zone, and how those that came highest got there. */
export function zonePart({ known, warned, over, visits, climbs }: ZoneReport, live: readonly Climb[]): Markup {
  const said =
    known === 0
      ? 'No session told its context.'
      : warned === 0
        ? `None of ${countText(known, 'session', 'sessions')} came past its warn limit.`
        : `${warned} of ${countText(known, 'session', 'sessions')} came past the warn limit, ${over} past the hard one.`;
  return all(
    el('p', {}, said),
    visits.length === 0 ? undefined : el('div', { class: 'rows' }, visitTable(visits)),
    climbsPart('Context of sessions under way, request by request', 'live', live),
    climbsPart('Context, request by request, of those that came highest', 'climb', climbs),
  );
}

function climbsPart(head: string, prefix: string, climbs: readonly Climb[]): Markup | undefined {
  if (climbs.length === 0) return undefined;
  return all(
    el('h3', {}, head),
    el(
      'div',
      { class: 'climbs' },
      climbs.map((climb, at) => climbFigure(climb, `${prefix}-${at + 1}`)),
    ),
  );
}

function visitTable(visits: ZoneReport['visits']): Markup {
  const rest = visits.length - MOST_VISITS;
  return table(
    rest > 0 ? `The ${MOST_VISITS} highest; ${rest} more: xpar report --csv zone` : 'Sessions past their warn limit',
    [
      { head: 'story' },
      { head: 'try', r: true },
      { head: 'peak', r: true },
      { head: 'of hard', r: true },
      { head: 'warn / hard', r: true },
      { head: 'level' },
    ],
    visits
      .slice(0, MOST_VISITS)
      .map(({ story, attempt, peakTokens, warnTokens, hardTokens, level }) => [
        story,
        String(attempt),
        tokensText(peakTokens),
        percentText(peakTokens / hardTokens),
        `${tokensText(warnTokens)} / ${tokensText(hardTokens)}`,
        level === 'over' ? 'over the hard limit' : 'past the warn limit',
      ]),
  );
}

function climbFigure(climb: Climb, id: string): Markup {
  const { story, attempt, contexts, ceilingTokens, hardTokens } = climb;
  const peak = Math.max(...contexts);
  const title = `Context of ${story}, try ${attempt}`;
  const description = `${countText(contexts.length, 'request', 'requests')}, from ${tokensText(contexts[0]!)} to ${tokensText(contexts.at(-1)!)}, at most ${tokensText(peak)}; ceiling with base ${tokensText(ceilingTokens)}, hard limit of the zone ${tokensText(hardTokens)}.`;
  const tone = peak > hardTokens ? 'far' : peak > ceilingTokens ? 'over' : 'ok';
  return el('figure', {}, svg({ id, name: 'climb', title, description, width: CLIMB }, drawClimb(climb, { peak, tone })(CLIMB)));
}

/** Drawn over the smart zone where it came near its end, else over the ceiling. */
function drawClimb({ story, contexts, ceilingTokens, hardTokens }: Climb, { peak, tone }: { peak: number; tone: string }): Draw {
  return (width) => {
    const [left, top, right, bottom] = [36, 26, width - 6, 110];
    const most = Math.max(peak, ceilingTokens) * 1.12;
    const y = linear(most, bottom, top, 3);
    const x = (at: number): number => left + (at / Math.max(1, contexts.length - 1)) * (right - left);
    const points = contexts.map((tokens, at) => [x(at), y(tokens)] as const);
    const limit = (value: number, name: string, kind: string): Markup | undefined =>
      value > most
        ? undefined
        : all(
            line([left, y(value)], [right, y(value)], { class: `s-${kind} dash` }),
            kind === 'far'
              ? label(right - 2, y(value) - 4, name, { class: kind, 'text-anchor': 'end' })
              : label(left + 4, y(value) - 4, name, { class: kind }),
          );
    return {
      height: bottom + 20,
      parts: [
        label(0, 12, fitText(story, width - 100), { class: 'bold' }),
        label(right, 12, `${tokensText(peak)} / ${tokensText(ceilingTokens)}`, { class: tone, 'text-anchor': 'end' }),
        y.ticks.map((tick) => [
          line([left, y(tick)], [right, y(tick)], { class: 'grid' }),
          label(left - 4, y(tick) + 4, tokensText(tick), { class: 'soft', 'text-anchor': 'end' }),
        ]),
        el('path', { d: `${pathOf([[left, bottom], ...points, [right, bottom]])}Z`, class: tone, 'fill-opacity': '0.15' }),
        el('path', { d: pathOf(points), class: `none s-${tone}`, 'stroke-width': 1.8 }),
        limit(ceilingTokens, 'ceiling', 'run'),
        limit(hardTokens, 'hard limit', 'far'),
        label(left, bottom + 14, '1', { class: 'soft' }),
        label(right, bottom + 14, countText(contexts.length, 'request', 'requests'), { class: 'soft', 'text-anchor': 'end' }),
      ],
    };
  };
}
