/**
 * What a terminal, an editor or a reader's eye must not act on: control characters, bidirectional overrides, characters
 * without width, line separators, tags and lone surrogates.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text from outside, safe to print on one line: what cannot be seen is written out (`\u202e`, `\n`). */
export function shown(text: string): string {
  return text.replace(UNSEEN, (character) => SHORT[character] ?? escaped(character.codePointAt(0)!));
}

/** The same for text of many lines: line ends stay. */
export function shownLines(text: string): string {
  return text.split(/\r?\n/).map(shown).join('\n');
}

function escaped(code: number): string {
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
