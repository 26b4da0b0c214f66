import type { ReadProblem } from '../model/problem.ts';
import { FRONT_MATTER_LIMIT_BYTES } from './decode-card.ts';

/** A card cut in two. Undefined where the file has no front matter at all: then it is not a card of ours. */
export type FrontMatter =
  | {
      readonly yaml: string;
      /** 1-based, in the file. */ readonly firstLine: number;
      readonly body: string;
      readonly bodyLine: number;
    }
  | { readonly problem: ReadProblem }
  | undefined;

const FENCE = /^---[ \t]*(?:\n|$)/;
const CLOSING = /^---[ \t]*(?:\n|$)/m;
/** `---js`, `---toml`, `+++`: front matter of other tools, which may be code. */
const FOREIGN = /^(?:---[ \t]*[A-Za-z].*|\+\+\+.*)/;
const LATE = /^(?<before>\s+)---[ \t]*\n/;
/** A second block right behind the first: keys, closed by a fence. A heading underlined with `---` has text above it, not a key. */
const SECOND = /^(?:---[ \t]*\n)?[A-Za-z_][\w-]*:(?:[ \t].*)?\n(?:[^\n]+\n)*?---[ \t]*(?:\n|$)/;

/** Finds the fences of a card's front matter; nothing of it is parsed yet. */
export function frontMatter(file: string, text: string): FrontMatter {
  const place = { file, line: 1, column: 1 };
  if (!FENCE.test(text)) return notFound(file, text);
  const start = text.indexOf('\n') + 1;
  const closing = start === 0 ? null : CLOSING.exec(text.slice(start));
  if (closing === null) return { problem: { reason: 'front-matter-unclosed', place } };
  const yaml = text.slice(start, start + closing.index);
  const bytes = new TextEncoder().encode(yaml).length;
  if (bytes > FRONT_MATTER_LIMIT_BYTES)
    return { problem: { reason: 'too-large', bytes, limit: FRONT_MATTER_LIMIT_BYTES, place } };
  const body = text.slice(start + closing.index + closing[0].length);
  const bodyLine = lines(text, body);
  if (SECOND.test(body)) return { problem: { reason: 'yaml-two-documents', place: { file, line: bodyLine, column: 1 } } };
  return { yaml, firstLine: 2, body, bodyLine };
}

function notFound(file: string, text: string): FrontMatter {
  const foreign = FOREIGN.exec(text);
  if (foreign !== null) {
    return { problem: { reason: 'front-matter-not-yaml', found: foreign[0].slice(0, 40), place: { file, line: 1, column: 1 } } };
  }
  const before = LATE.exec(text)?.groups?.['before'];
  if (before === undefined) return undefined;
  const found = before.includes('\n') ? 'a blank line before `---`' : 'a space before `---`';
  return { problem: { reason: 'front-matter-missing', found, place: { file, line: 1, column: 1 } } };
}

/** The line `body` begins on. */
function lines(text: string, body: string): number {
  return text.slice(0, text.length - body.length).split('\n').length;
}
