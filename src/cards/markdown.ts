import createParser, { type MarkdownIt } from 'markdown-it';
import type { ReadProblem } from '../model/problem.ts';
import { blocksOf, type Block } from './blocks.ts';

/** Containers (quotes, list items) opened on one line; beyond a few hundred a parser's time explodes. */
const DEPTH_LIMIT = 100;
/** Emphasis marks, and heads and tails of links, in one run of lines without a blank one; a parser tries each against each. */
const MARKS_LIMIT = 4000;
/** Blocks in blocks, by indentation too. What is deeper than the parser goes it drops, so that a word could change unseen: it is refused. */
const NESTING_LIMIT = 1000;

const LINE_END = /\r\n?|\n/;
const CONTAINERS = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*/;
const CONTAINER = />|[-+*]|[.)]/g;
const MARKS = /[*_~]+|!?\[|\]\(/g;

const parser = wordForWord();

/**
 * CommonMark with tables and strikethrough. Addresses stay as they are written, and so do links by reference, their definitions
 * and footnotes: read as text, none of their words can be lost.
 */
function wordForWord(): MarkdownIt {
  const made = createParser({ html: true, maxNesting: NESTING_LIMIT }).disable(['reference']);
  made.validateLink = () => true;
  made.normalizeLink = (url) => url;
  made.normalizeLinkText = (url) => url;
  return made;
}

/**
 * The blocks of a card's body, which begins on `firstLine` of its file (1-based, front matter counted). Text that would take minutes
 * is refused.
 */
export function markdown(
  file: string,
  body: string,
  firstLine: number,
): { readonly blocks: readonly Block[] } | { readonly problem: ReadProblem } {
  const lines = body.split(LINE_END);
  const problem = tooComplex(file, lines, firstLine);
  if (problem !== undefined) return { problem };
  const tokens = parser.parse(body, {});
  const deepest = tokens.find(({ level }) => level >= NESTING_LIMIT - 1);
  if (deepest === undefined) return { blocks: blocksOf(tokens, { lines, firstLine }) };
  const place = { file, line: (deepest.map?.[0] ?? 0) + firstLine, column: 1 };
  return { problem: { reason: 'markdown-too-complex', detail: 'nested quotes and lists', limit: NESTING_LIMIT, place } };
}

function tooComplex(file: string, lines: readonly string[], firstLine: number): ReadProblem | undefined {
  let marks = 0;
  for (const [index, line] of lines.entries()) {
    const place = { file, line: index + firstLine, column: 1 };
    if (containersOn(line) > DEPTH_LIMIT)
      return { reason: 'markdown-too-complex', detail: 'nested quotes and lists', limit: DEPTH_LIMIT, place };
    marks = line.trim() === '' ? 0 : marks + (line.match(MARKS)?.length ?? 0);
    if (marks > MARKS_LIMIT)
      return { reason: 'markdown-too-complex', detail: 'marks in one paragraph', limit: MARKS_LIMIT, place };
  }
  return undefined;
}

function containersOn(line: string): number {
  return CONTAINERS.exec(line)?.[0].match(CONTAINER)?.length ?? 0;
}
