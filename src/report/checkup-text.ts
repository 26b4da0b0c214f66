import type { Check, Repair } from '../model/checkup.ts';
import { shown } from '../model/shown.ts';
import { countText } from './amounts.ts';
import { columnsOf } from './columns.ts';
import type { Paint } from './paint.ts';
import { problemWords } from './problem-text.ts';

/** A line a check, the word first; what is to be done stands below it. */
export function checkupText(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(({ name }) => columnsOf(name)));
  return checks.map((check) => `${checkText(check, width, paint)}\n`).join('');
}

const COLOURS = { fine: 'green', note: 'amber', wrong: 'red' } as const;

function checkText(check: Check, width: number, paint: Paint): string {
  const { what, hint } = wordsOf(check);
  const name = check.name + ' '.repeat(width - columnsOf(check.name));
  const line = `${paint[COLOURS[check.standing]](check.standing.padEnd(5))}  ${name}  ${shown(what)}`;
  return hint === undefined ? line : `${line}\n${' '.repeat(width + 9)}hint: ${shown(hint)}`;
}

function wordsOf({ problem, found, hint }: Check): { what: string; hint?: string } {
  if (problem === undefined) return { what: found, ...(hint === undefined ? {} : { hint }) };
  const words = problemWords(problem);
  return { what: words.what, ...(words.hint === undefined ? (hint === undefined ? {} : { hint }) : { hint: words.hint }) };
}

/** What was recovered, and what was not. */
export function repairText(repair: Repair): string {
  const { lostLines, kept, replayedSessions, landings, trailerSessions } = repair;
  const recovered = [
    ...(replayedSessions > 0 ? [`${countText(replayedSessions, 'session', 'sessions')} from what agents left`] : []),
    ...(landings.length > 0
      ? [`${countText(landings.length, 'landing', 'landings')} from git: ${landings.map(shown).join(', ')}`]
      : []),
    ...(trailerSessions > 0 ? [`${countText(trailerSessions, 'session', 'sessions')} from the trailers of landings`] : []),
  ];
  if (lostLines.length === 0 && recovered.length === 0) return 'Nothing to repair.\n';
  return [
    ...(kept === undefined
      ? []
      : [
          `${countText(lostLines.length, 'line', 'lines')} of the journal could not be read: ${rangesText(lostLines)}`,
          `the file as it was: ${shown(kept)}`,
        ]),
    ...recovered.map((one) => `recovered: ${one}`),
    ...(kept === undefined
      ? []
      : ['not recovered: failures, verdicts of gates and words of yours (retry, -t) that stood in those lines; gates run again']),
    '',
  ].join('\n');
}

/** `3-5, 9`: a damaged file may have thousands. */
function rangesText(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.slice(0, 10).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return [...texts, ...(ranges.length > 10 ? ['...'] : [])].join(', ');
}
