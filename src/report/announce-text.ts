import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { tokensText } from './amounts.ts';
import { AUTONOMOUS } from './inbox-text.ts';
import { tableText } from './table.ts';

const STORIES_SHOWN = 12;

/** Before anything starts: who does what, up to which ceiling, and the sum of ceilings. Empty where nothing is to run. */
export function announceText(event: Extract<Event, { t: 'run-started' }>): string | undefined {
  const { jobs, stories, base, baseCommit, integration, autonomous } = event;
  if (jobs === 0) return undefined;
  const toDo = stories.filter(({ held }) => held !== true);
  const waits = stories.length - toDo.length;
  const head = `xpar build: ${jobs} side by side, ${toDo.length} to do${waits > 0 ? ` and ${waits} held` : ''}, ${shown(base)}@${baseCommit.slice(0, 7)} -> ${shown(integration)}`;
  return [head, ...(autonomous === true ? [AUTONOMOUS] : []), ...lanesText(toDo)].join('\n');
}

function lanesText(stories: Extract<Event, { t: 'run-started' }>['stories']): readonly string[] {
  const known = stories.filter(({ ceilingTokens }) => ceilingTokens > 0);
  if (known.length === 0) return [];
  const rows = known
    .slice(0, STORIES_SHOWN)
    .map(({ id, agent, model, ceilingTokens }) => [
      shown(id),
      `${shown(agent)} on ${shown(model)}`,
      `at most ${tokensText(ceilingTokens)}`,
    ]);
  const more = known.length - rows.length;
  const sum = tokensText(known.reduce((total, { ceilingTokens }) => total + ceilingTokens, 0));
  return [
    ...tableText([{ head: '' }, { head: '' }, { head: '' }], rows)
      .split('\n')
      .slice(1)
      .map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...sharedText(stories),
    `  context of all together: at most ${sum}`,
  ];
}

/** One line for each session that several share. */
function sharedText(stories: Extract<Event, { t: 'run-started' }>['stories']): readonly string[] {
  const sessions = new Set(stories.flatMap(({ shares }) => (shares ? [shares.map(shown).join(', ')] : [])));
  return [...sessions].map((names) => `  one session for ${names}, in turns: one base, a commit and a gate each`);
}
