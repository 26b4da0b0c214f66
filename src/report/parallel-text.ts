import { billedTokens } from '../model/budget.ts';
import type { ParallelOrNot, SessionSums, Way } from '../model/parallel.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import { tableText } from './table.ts';

const SHARED_SHOWN = 5;

/** The ways as a table, what could share a session with its sums, and what the figures rest on. */
export function parallelText({ ways, shared, compared, of, timed }: ParallelOrNot): string {
  const table = tableText(
    [
      { head: 'way' },
      { head: 'sessions', align: 'right' },
      { head: 'burn', align: 'right' },
      { head: 'cache reads', align: 'right' },
      { head: 'USD', align: 'right' },
      { head: 'time', align: 'right' },
      { head: 'fullest (P80)', align: 'right' },
    ],
    ways.map((way) => [
      wayText(way),
      String(way.sessions),
      tokensText(billedTokens(way.spend)),
      tokensText(way.spend.cacheRead),
      way.spend.usd === undefined ? '-' : usdText(way.spend.usd),
      durationText(way.durationMs),
      `${percentText(way.peakOfZone)} of the zone`,
    ]),
  );
  const sums = shared.slice(0, SHARED_SHOWN).map(({ stories, ...sum }) => `${stories.map(shown).join(' + ')}  ${sumText(sum)}`);
  const more = shared.length > SHARED_SHOWN ? [`${shared.length - SHARED_SHOWN} more sessions could be shared`] : [];
  const none = 'no two fit one session: they touch the same files, need each other, or are too much together';
  const time =
    timed === 0 ? 'times are assumed until a session was timed' : `times learned from ${countText(timed, 'session', 'sessions')}`;
  const part = compared < of ? [`the first ${compared} of ${of} in the order of integration were compared`] : [];
  return [
    table,
    ...(shared.length === 0
      ? [none]
      : ['could share a session (base + floors + P80s); xpar gives each its own:', ...sums, ...more]),
    ...part,
    `${time}; gates come on top, whichever way`,
  ].join('\n');
}

function wayText({ how, lanes }: Way): string {
  if (how === 'one') return 'one session, in sequence';
  return `${how === 'own' ? 'a session each' : 'shared where they fit'}, ${lanes} at once`;
}

function sumText(sum: Omit<SessionSums, 'stories'>): string {
  const parts = [sum.baseTokens, sum.floorTokens, sum.workingP80Tokens].map(tokensText).join(' + ');
  return `${parts} = ${tokensText(sum.totalTokens)} of ${tokensText(sum.hardTokens)}`;
}
