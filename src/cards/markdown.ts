import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import type { ReadProblem } from '../model/problem.ts';

/** Containers (quotes, list items) opened on one line; beyond a few hundred the parser's time explodes. */
const DEPTH_LIMIT = 100;
/** Emphasis marks and link tails in one run of lines without a blank one; the parser tries each against each. */
const MARKS_LIMIT = 4000;

const CONTAINERS = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*/;
const CONTAINER = />|[-+*]|[.)]/g;
const MARKS = /[*_~]+|\]\(/g;

/** An address in running text says nothing as a link that it doesn't say as text, and looking for them takes a third of the time. */
const ADDRESSES = ['wwwAutolink', 'protocolAutolink', 'emailAutolink'];
/** The line under a table's head. Where there is none, taking each line for a head first would double the time. */
const TABLE = /^(?=.*-)(?=.*[|:])[ \t>|:-]+$/m;

const withTables = parserWithout(ADDRESSES);
const withoutTables = parserWithout([...ADDRESSES, 'table']);

function parserWithout(constructs: readonly string[]): { parse(text: string): Root } {
  return unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).use(without, constructs).freeze();
}

/** Turns constructs of the parser off; what would go through the finished tree for addresses goes with them. */
function without(this: Processor, constructs: readonly string[]): void {
  const data = this.data();
  data.micromarkExtensions!.push({ disable: { null: [...constructs] } });
  data.fromMarkdownExtensions = data.fromMarkdownExtensions!.flat().map(({ transforms: _transforms, ...rest }) => rest);
}

/** The tree of a whole card, front matter included so that positions are the file's. Text that would take minutes is refused. */
export function markdown(file: string, text: string): { readonly root: Root } | { readonly problem: ReadProblem } {
  const problem = tooComplex(file, text);
  return problem === undefined ? { root: (TABLE.test(text) ? withTables : withoutTables).parse(text) } : { problem };
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
