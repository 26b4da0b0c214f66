import { isMap, isScalar, parseDocument } from 'yaml';
import type { Node, Pair, Scalar, YAMLMap } from 'yaml';
import { frontMatter } from './front-matter.ts';

/** What is put in the place of the characters from `from` to `to` of the front matter. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The front matter of a card: its keys, and the text that their positions count in. */
export interface Front {
  readonly root: YAMLMap;
  readonly yaml: string;
}

/**
 * A card with edits made in its front matter. Byte order mark, CRLF, comments and all else stay as they are; new lines end
 * as the line before them does. A card without front matter, or without a key in it, stays as it is.
 */
export function editFrontMatter(card: string, editsOf: (front: Front) => readonly Edit[]): string {
  const text = card.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const parts = frontMatter('', text);
  if (parts === undefined || 'problem' in parts) return card;
  const root = parseDocument(parts.yaml, { uniqueKeys: false, schema: 'core' }).contents;
  if (!isMap(root) || root.items.length === 0) return card;
  const start = text.indexOf('\n') + 1;
  // From the last to the first, so that no edit moves the place of another; of two in one place the later one goes first.
  const edits = editsOf({ root, yaml: parts.yaml })
    .toReversed()
    .toSorted((a, b) => b.from - a.from);
  return edits.reduce((edited, { from, to, text: inserted }) => {
    const [at, end] = [offsetIn(card, start + from), offsetIn(card, start + to)];
    const before = edited.slice(0, at);
    const lineEnd = before[before.lastIndexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
    return before + inserted.replaceAll('\n', lineEnd) + edited.slice(end);
  }, card);
}

/** The pair under a key, if it is written. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** A value's text without its quotes; empty where nothing is written. */
export function writtenText({ yaml }: Front, pair: Pair | undefined): string {
  const value = pair?.value as Node | null | undefined;
  const [from, to] = value?.range ?? [0, 0];
  return yaml.slice(from, to).replace(/^(['"])(.*)\1$/s, '$2');
}

/** Puts one word in the place of a scalar value, within its quotes where it has some. */
export function replaceValue({ yaml }: Front, pair: Pair, word: string): Edit {
  const [from, to] = (pair.value as Scalar | null)?.range ?? [0, 0];
  if (from === to) {
    const colon = yaml.indexOf(':', endOf(pair.key as Node)) + 1;
    return { from: colon, to: colon, text: ` ${word}` };
  }
  const before = yaml.slice(from, to);
  const quote = /^['"]/.exec(before)?.[0] ?? '';
  return { from, to, text: `${quote}${word}${quote}${before.endsWith('\n') ? '\n' : ''}` };
}

/** A key with its value, or with a map of its own as entries. */
export type NewPair = readonly [key: string, value: string | readonly (readonly [key: string, value: string])[]];

/** Adds a key behind another one of the same map: on a line of its own, or within the braces. */
export function insertAfter({ yaml }: Front, map: YAMLMap, anchor: Pair, pair: NewPair): Edit {
  const end = endOf((anchor.value as Node | null) ?? (anchor.key as Node));
  if (map.flow === true) return { from: end, to: end, text: `, ${inBraces(pair)}` };
  const at = yaml[end - 1] === '\n' ? end : yaml.indexOf('\n', end) + 1;
  const line = yaml.lastIndexOf('\n', (anchor.key as Node).range![0] - 1) + 1;
  const indent = /^ */.exec(yaml.slice(line))![0];
  return { from: at, to: at, text: onLines(pair, indent) };
}

function inBraces([key, value]: NewPair): string {
  if (typeof value === 'string') return `${key}: ${value}`;
  return `${key}: { ${value.map(inBraces).join(', ')} }`;
}

function onLines([key, value]: NewPair, indent: string): string {
  if (typeof value === 'string') return `${indent}${key}: ${value}\n`;
  return `${indent}${key}:\n${value.map((inner) => onLines(inner, `${indent}  `)).join('')}`;
}

function endOf(node: Node): number {
  return node.range![1];
}

/** Where a character of the text without byte order mark and carriage returns stands in the card. */
function offsetIn(card: string, offset: number): number {
  let at = card.startsWith('\ufeff') ? 1 : 0;
  for (let passed = 0; passed < offset; passed++) at += card.startsWith('\r\n', at) ? 2 : 1;
  return at;
}
