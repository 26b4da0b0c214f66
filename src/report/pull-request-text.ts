import { stripVTControlCharacters } from 'node:util';
import type { Evidence } from '../model/evidence.ts';
import { countText, tokensText } from './amounts.ts';
import { spendText } from './burn-text.ts';

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** GitHub takes 65,536 characters, and a command line has an end. */
const MOST_CHARACTERS = 60_000;
const MOST_FILES = 100;

/** `trailers`: those of each story's merge, so that a squash on the other side keeps them. */
export function pullRequestText(stories: readonly Evidence[], trailers: ReadonlyMap<string, readonly string[]>): PullRequestText {
  const title = stories.length === 1 ? `${stories[0]!.story}: ${plain(stories[0]!.title)}` : `Land ${namesOf(stories)}`;
  const kept = stories.flatMap(({ story }) => trailers.get(story) ?? []).map(oneLine);
  const body = stories.map(sectionOf).join('\n\n');
  const end = kept.length === 0 ? '' : `\n\n${kept.join('\n')}`;
  return { title: cut(oneLine(title), 200), body: `${cut(body, MOST_CHARACTERS - end.length)}${end}\n` };
}

function namesOf(stories: readonly Evidence[]): string {
  return stories.map(({ story }) => story).join(', ');
}

function sectionOf(one: Evidence): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['Acceptance criteria', one.criteria.map((criterion) => `- [ ] ${plain(criterion)}`)],
    ['Decisions', one.adrs.map(({ id, title }) => `- ${plain(id)} ${plain(title)}`)],
    ['Evidence', evidenceOf(one)],
    ['Files', filesOf(one.files)],
    ['Seen on the way', (one.handoff?.risks ?? []).map((risk) => `- ${plain(risk)}`)],
  ];
  const body = parts.flatMap(([head, lines]) => (lines.length === 0 ? [] : ['', `**${head}**`, '', ...lines]));
  return [`## ${plain(one.title)}`, ...body].join('\n');
}

function evidenceOf({ gates, gateDigest, landing, sessions, contextTokens, spend }: Evidence): readonly string[] {
  const digest = gateDigest === '' ? '' : `, log ${plain(gateDigest.slice(0, 16))}`;
  const lines = gates.map(
    ({ name, passed, tests }) =>
      `- gate ${plain(name)}: ${passed ? 'green' : 'red'}${tests === undefined ? '' : `, ${countText(tests, 'test', 'tests')}`}${digest}`,
  );
  const context =
    contextTokens?.actual === undefined
      ? ''
      : `, context ${tokensText(contextTokens.actual)} of ${tokensText(contextTokens.estimate)} expected`;
  const burn = spend === undefined ? 'burn unknown' : `burn ${spendText(spend, 0)}`;
  return [
    ...(lines.length === 0 ? [`- its tree was known to be green${digest}`] : lines),
    `- integrated as ${landing.commit.slice(0, 10)}`,
    `- ${countText(sessions, 'session', 'sessions')}${context}, ${burn}`,
  ];
}

function filesOf(files: readonly string[]): readonly string[] {
  const named = files.slice(0, MOST_FILES).map((file) => `- ${plain(file)}`);
  return files.length > MOST_FILES ? [...named, `- and ${files.length - MOST_FILES} more`] : named;
}

/** Words from a card or an agent, as words: no markup, no mention, no link, no command for a bot. */
function plain(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]<>()#!|~&$]/g, '\\$&')
    .replaceAll(/@(?=\S)|^\/(?=\S)|\bwww(?=\.)|:(?=\/\/)/gi, '$&\u200b');
}

function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu, ' ')
    .trim();
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 4))}\n...`;
}
