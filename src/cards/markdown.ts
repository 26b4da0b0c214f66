import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { ReadProblem } from '../model/problem.ts';

/** Containers (quotes, list items) opened on one line; beyond a few hundred the parser's time explodes. */
const DEPTH_LIMIT = 100;
/** Emphasis marks and link tails in one run of lines without a blank one; the parser tries each against each. */
const MARKS_LIMIT = 4000;

const CONTAINERS = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*/;
const CONTAINER = />|[-+*]|[.)]/g;
const MARKS = /[*_~]+|\]\(/g;

const parser = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).freeze();

/** The tree of a whole card, front matter included so that positions are the file's. Text that would take minutes is refused. */
export function markdown(file: string, text: string): { readonly root: Root } | { readonly problem: ReadProblem } {
  const problem = tooComplex(file, text);
  return problem === undefined ? { root: parser.parse(text) } : { problem };
}

function tooComplex(file: string, text: string): ReadProblem | undefined {
  let marks = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const place = { file, line: index + 1, column: 1 };
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
