import type { DriftMark } from '../model/budget.ts';
import type { Lesson } from '../model/lesson.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText } from './amounts.ts';
import { tableText } from './table.ts';

/** Who a lesson is about: `claude on claude-sonnet-4-6, effort high`. */
export function whoText({
  agent,
  model,
  effort,
}: {
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
}): string {
  return `${shown(agent)} on ${shown(model)}${effort === undefined ? '' : `, effort ${shown(effort)}`}`;
}

/** A drift, and what to do about it. */
export function driftText({ since, sessions, factor, versions }: DriftMark): string {
  const day = new Date(since).toISOString().slice(0, 10);
  const changed = versions === undefined ? '' : `; the agent went from ${shown(versions[0])} to ${shown(versions[1])} there`;
  return `drift since ${day}: ${countText(sessions, 'session', 'sessions')} took ${factor.toFixed(1)}x what was expected${changed}. Forecasts follow within about 10 sessions; until then allow for it, and look at what changed that day: agent, AGENTS.md, kind of story`;
}

/** Every standing drift and every base that crept, a line each; none where all is as it was. */
export function warningLines(lessons: readonly Lesson[]): readonly string[] {
  return lessons.flatMap((lesson) => [
    ...(lesson.drift === undefined ? [] : [`${whoText(lesson)}: ${driftText(lesson.drift)}`]),
    ...creepLines(lesson),
  ]);
}

/** Only the newest version's: what older ones did is in the report's table. */
function creepLines(lesson: Lesson): readonly string[] {
  const { version, tokens, creep } = lesson.bases.at(-1) ?? {};
  if (version === undefined || tokens === undefined || creep === undefined) return [];
  const more = creep.tokens > 0 ? 'more' : 'less';
  return [
    `${whoText(lesson)}: base ${tokensText(tokens)} with ${shown(version)}, ${tokensText(Math.abs(creep.tokens))} ${more} than with ${shown(creep.from)}: every session pays it`,
  ];
}

/** Bases by agent version, as a table; empty where nothing is known of any. */
export function baseTable(lessons: readonly Lesson[]): string {
  const rows = lessons.flatMap((lesson) => lesson.bases.map((base) => ({ lesson, base })));
  if (rows.length === 0) return '';
  return tableText(
    [
      { head: 'agent' },
      { head: 'version' },
      { head: 'model' },
      { head: 'base', align: 'right' },
      { head: '' },
      { head: 'creep', align: 'right' },
    ],
    rows.map(({ lesson, base }) => [
      shown(lesson.agent),
      shown(base.version === '' ? '-' : base.version),
      shown(lesson.effort === undefined ? lesson.model : `${lesson.model}, ${lesson.effort}`),
      tokensText(base.tokens),
      base.source === 'measured' ? 'measured' : `learned, n = ${base.sessions}`,
      base.creep === undefined
        ? ''
        : `${base.creep.tokens > 0 ? '+' : '-'}${tokensText(Math.abs(base.creep.tokens))} since ${shown(base.creep.from)}`,
    ]),
  );
}
