import type { Evidence } from '../model/evidence.ts';
import { shown, shownLines } from '../model/shown.ts';
import { personText } from '../model/word-entry.ts';
import { countText, durationText, tokensText } from './amounts.ts';
import { spendText } from './burn-text.ts';
import { tableText } from './table.ts';

/** One page of evidence for one story. What came from cards and agents is only to be read. */
export function evidencePage(one: Evidence): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['asked for', one.criteria.map((criterion) => `- ${shown(criterion)}`)],
    ['gates', gateLines(one)],
    ['changed', one.files.map(shown)],
    ['decisions', one.adrs.map(({ id, title }) => `${shown(id)} ${shown(title)}`)],
    ['cost', [costText(one)]],
    ['seen on the way', (one.handoff?.risks ?? []).map((risk) => `- ${shown(risk)}`)],
    ['the agent says', one.handoff?.report === undefined ? [] : cut(shownLines(one.handoff.report).split('\n'))],
  ];
  const body = parts.flatMap(([name, lines]) => (lines.length === 0 ? [] : ['', name, ...lines.map((line) => `  ${line}`)]));
  return [`${shown(one.story)}: ${shown(one.title)}`, `  ${standing(one)}`, ...body].join('\n');
}

/** All that waits for a word, a line each, in the order it would land. */
export function waitingTable(waiting: readonly Evidence[]): string {
  const rows = waiting.map((one) => [
    shown(one.story),
    one.landing.commit.slice(0, 10),
    one.gates.length === 0 ? 'tree known green' : one.gates.map(({ name }) => shown(name)).join(', '),
    String(one.files.length),
    one.spend === undefined ? '?' : spendText(one.spend, 0),
  ]);
  return tableText(
    [{ head: 'story' }, { head: 'landing' }, { head: 'gates' }, { head: 'files', align: 'right' }, { head: 'cost' }],
    rows,
  );
}

function standing({ landing, accepted, editedSince }: Evidence): string {
  const word =
    accepted === undefined
      ? 'not accepted'
      : `accepted${accepted.by === undefined ? '' : ` by ${shown(personText(accepted.by))}`}${accepted.at === undefined ? '' : ` on ${new Date(accepted.at).toISOString().slice(0, 10)}`}`;
  const where = landing.onBase ? ', landed' : '';
  const since = editedSince ? '; its card was edited since, what stands here is the earlier wording' : '';
  return `integrated as ${landing.commit.slice(0, 10)}${where}; ${word}${since}`;
}

function gateLines({ gates, gateDigest }: Evidence): readonly string[] {
  const digest = gateDigest === '' ? '' : ` (log ${shown(gateDigest.slice(0, 16))})`;
  if (gates.length === 0) return [`its tree was known to be green${digest}`];
  return gates.map(({ name, passed, tests, durationMs }) => {
    const count = tests === undefined ? 'its report counts no tests' : countText(tests, 'test', 'tests');
    return `${passed ? 'green' : 'red'}  ${shown(name)}  ${count}  ${durationText(durationMs)}${digest}`;
  });
}

function costText({ sessions, contextTokens, spend }: Evidence): string {
  const context =
    contextTokens === undefined
      ? []
      : [
          `context ${contextTokens.actual === undefined ? '?' : tokensText(contextTokens.actual)}, ${tokensText(contextTokens.estimate)} expected`,
        ];
  const burn = spend === undefined ? 'burn ?' : `burn ${spendText(spend, 0)}`;
  return [countText(sessions, 'session', 'sessions'), ...context, burn].join('; ');
}

const MOST_LINES = 20;

function cut(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `... ${lines.length - MOST_LINES} more lines`];
}
