/** A piece of an XML text. `isEmpty`: opened and closed in one. */
export type XmlToken =
  | {
      readonly t: 'open';
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly isEmpty: boolean;
    }
  | { readonly t: 'close'; readonly name: string }
  | { readonly t: 'text'; readonly text: string };

/** What has an end of its own and says nothing; the longest beginnings first. */
const PASSED_OVER = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The pieces of an XML text, in one pass. Entities are never looked up: only the five of XML itself and characters by number
 * become what they stand for, so that no declaration can grow. Ends with `undefined` where the text is cut off within a piece.
 */
export function* xmlTokens(text: string): Generator<XmlToken | undefined> {
  for (let at = 0; at < text.length;) {
    if (text[at] !== '<') {
      const end = nextOr(text, '<', at);
      yield { t: 'text', text: plain(text.slice(at, end)) };
      at = end;
    } else {
      const piece = pieceAt(text, at);
      if (piece === undefined) return yield undefined;
      if (piece.token) yield piece.token;
      at = piece.end;
    }
  }
}

function pieceAt(text: string, at: number): { readonly end: number; readonly token?: XmlToken } | undefined {
  const over = PASSED_OVER.find(([start]) => text.startsWith(start, at));
  if (over) return ended(text.indexOf(over[1], at), over[1].length);
  if (text.startsWith('<![CDATA[', at)) {
    const end = text.indexOf(']]>', at);
    return end < 0 ? undefined : { end: end + 3, token: { t: 'text', text: text.slice(at + 9, end) } };
  }
  if (text.startsWith('<!', at)) return ended(declarationEnd(text, at), 1);
  const end = tagEnd(text, at);
  return end < 0 ? undefined : { end: end + 1, token: tagOf(text.slice(at + 1, end)) };
}

function ended(at: number, length: number): { readonly end: number } | undefined {
  return at < 0 ? undefined : { end: at + length };
}

function nextOr(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at;
}

/** The `>` that ends a tag: one within quotes is part of a value. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const one = text[at]!;
    if (quote !== '') quote = one === quote ? '' : quote;
    else if (one === '"' || one === "'") quote = one;
    else if (one === '>') return at;
  }
  return -1;
}

/** A document type may hold declarations in brackets, and quotes in those. */
function declarationEnd(text: string, from: number): number {
  const end = tagEnd(text, from);
  const open = text.indexOf('[', from);
  if (open < 0 || end < open) return end;
  const closed = text.indexOf(']', open);
  return closed < 0 ? -1 : text.indexOf('>', closed);
}

function tagOf(inner: string): XmlToken {
  const isClose = inner.startsWith('/');
  const isEmpty = inner.endsWith('/');
  const name = /^\/?([\w:.-]*)/.exec(inner)![1]!;
  if (isClose) return { t: 'close', name };
  const attributes = Object.fromEntries(
    [...inner.slice(name.length).matchAll(ATTRIBUTE)].map(([, key, one, other]) => [key!, plain(one ?? other ?? '')]),
  );
  return { t: 'open', name, attributes, isEmpty };
}

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name as string]!;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : (whole as string);
  });
}
