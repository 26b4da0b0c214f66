import { billedTokens } from '../model/budget.ts';
import type { Alone, ParallelOrNot, SessionSums, Way } from '../model/parallel.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import { tableText } from './table.ts';

const SHARED_SHOWN = 5;

/** The ways as a table, what could share a session with its sums, and what the figures rest on. */
export function parallelText(told: ParallelOrNot): string {
  const { ways, shared, compared, of, timed } = told;
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
    ...(shared.length > 0 ? [sharedHead(told), ...sums, ...more] : told.alone.length < compared ? [none] : []),
    ...aloneLines(told),
    ...part,
    `${time}; gates come on top, whichever way`,
  ].join('\n');
}

/** With what sharing saves, and how to ask for it. */
function sharedHead({ ways, sessions }: ParallelOrNot): string {
  if (sessions === 'packed') return 'share a session (base + floors + P80s), with a commit and a gate each:';
  const [own, shared] = (['own', 'shared'] as const).map((how) => ways.find((way) => way.how === how));
  const saved = own && shared ? billedTokens(own.spend) - billedTokens(shared.spend) : 0;
  const saves = saved > 0 ? `, which saves about ${tokensText(saved)}` : '';
  return `could share a session (base + floors + P80s)${saves}; xpar gives each its own unless you ask: xpar build --sessions packed`;
}

const ALONE: Readonly<Record<Alone['because'], string>> = {
  checkout: 'all lanes share one checkout, side by side',
  roles: 'the config names roles',
  clone: '`isolation: clone` gives each a repository of its own',
  agent: 'their agent cannot go on with a session',
  subtasks: 'they are worked on in parts',
  'files-unknown': 'their files are not declared',
  begun: 'an earlier session was at them, and they go on alone',
};

/** One line for each reason that keeps stories to themselves. */
function aloneLines({ alone }: ParallelOrNot): readonly string[] {
  const groups = Map.groupBy(alone, ({ because }) => because);
  return [...groups].map(([because, stories]) => {
    const named = stories.slice(0, SHARED_SHOWN).map(({ story }) => shown(story));
    const more = stories.length > SHARED_SHOWN ? ` and ${stories.length - SHARED_SHOWN} more` : '';
    return `a session of their own: ${named.join(', ')}${more} (${ALONE[because]})`;
  });
}

function wayText({ how, lanes }: Way): string {
  if (how === 'one') return 'one session, in sequence';
  return `${how === 'own' ? 'a session each' : 'shared where they fit'}, ${lanes} at once`;
}

function sumText(sum: Omit<SessionSums, 'stories'>): string {
  const parts = [sum.baseTokens, sum.floorTokens, sum.workingP80Tokens].map(tokensText).join(' + ');
  return `${parts} = ${tokensText(sum.totalTokens)} of ${tokensText(sum.hardTokens)}`;
}
