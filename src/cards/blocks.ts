import type { Token } from 'markdown-it';

export type Block = Leaf | Container | Literal;
/** A run of text, a code span, a line's end, or where emphasis or a link begins and ends. */
export type Inline = Pick<Token, 'type' | 'content' | 'attrs' | 'children'>;

/** What holds words. */
export type Leaf = Heading | Paragraph;

export interface Heading extends Words {
  readonly kind: 'heading';
  /** 1-6. */
  readonly depth: number;
}

/** A cell of a table, too. */
export interface Paragraph extends Words {
  readonly kind: 'paragraph';
}

/** `line` and `column` are the file's, 1-based. */
interface Words {
  readonly inline: readonly Inline[];
  readonly line: number;
  readonly column: number;
}

export interface Container {
  readonly kind: 'list' | 'steps' | 'listItem' | 'blockquote' | 'table' | 'row';
  readonly children: readonly Block[];
}

/** What counts to the letter: code (language, rest of the fence's line, text), HTML (text), a rule across the page (nothing). */
export interface Literal {
  readonly kind: 'code' | 'html' | 'thematicBreak';
  readonly parts: readonly string[];
}

/** Where the tokens come from: the lines of their text, and the line of the file that the first of these is. */
export interface Source {
  readonly lines: readonly string[];
  readonly firstLine: number;
}

const CONTAINERS: Readonly<Record<string, Container['kind']>> = {
  bullet_list_open: 'list',
  ordered_list_open: 'steps',
  list_item_open: 'listItem',
  blockquote_open: 'blockquote',
  table_open: 'table',
  tr_open: 'row',
};
const BOX = /^\[[ \txX]\][ \t]+/;
const ROW_START = /^[\s>]*\|?/;
const ROW_END = /(?<!\\)\|\s*$/;
const BETWEEN_CELLS = /(?<!\\)\|/;

/** The parser's flat list of tokens as a tree. */
export function blocksOf(tokens: readonly Token[], source: Source): readonly Block[] {
  return untilClosed(tokens.values(), source, 0);
}

function untilClosed(tokens: Iterator<Token>, source: Source, line: number): readonly Block[] {
  const blocks: Block[] = [];
  for (let next = tokens.next(); next.done !== true && next.value.nesting !== -1; next = tokens.next()) {
    blocks.push(...blocksAt(next.value, tokens, source, line));
  }
  return blocks;
}

/** Paragraphs, cells and parts of a table are the words in them: their tokens leave nothing of their own. */
function blocksAt(token: Token, tokens: Iterator<Token>, source: Source, within: number): readonly Block[] {
  const line = token.map?.[0] ?? within;
  if (token.type === 'inline') return [paragraph(token, source, line)];
  if (token.nesting === 0) return [literal(token)];
  const children = untilClosed(tokens, source, line);
  if (token.type === 'heading_open') return children.map((words) => heading(token, words as Paragraph, source));
  const kind = CONTAINERS[token.type];
  if (kind === undefined) return children;
  if (kind === 'row') return [{ kind, children: [...children, ...cellsBeyond(children.length, source, line)] }];
  return [{ kind, children: kind === 'listItem' ? withoutBox(children) : children }];
}

function paragraph(token: Token, source: Source, line: number): Paragraph {
  const column = columnOf(token.content.split('\n', 1)[0]!, source, line);
  return { kind: 'paragraph', inline: token.children ?? [], line: line + source.firstLine, column };
}

function heading(token: Token, words: Paragraph, source: Source): Heading {
  const column = token.markup.startsWith('#') ? columnOf(token.markup, source, token.map![0]) : words.column;
  return { ...words, kind: 'heading', depth: Number(token.tag.slice(1)), column };
}

function columnOf(text: string, source: Source, line: number): number {
  return Math.max(0, source.lines[line]!.indexOf(text)) + 1;
}

function literal({ type, info, content }: Token): Literal {
  if (type === 'hr') return { kind: 'thematicBreak', parts: [] };
  const text = content.replace(/\n+$/, '');
  if (type === 'html_block') return { kind: 'html', parts: [text] };
  const [, language, rest] = /^(\S*)\s*(.*)$/s.exec(info.trim())!;
  return { kind: 'code', parts: [language!, rest!, content.replace(/\n$/, '')] };
}

/** A task of a list is the item without its box. */
function withoutBox([first, ...rest]: readonly Block[]): readonly Block[] {
  if (first === undefined) return [];
  const head = first.kind === 'paragraph' ? first.inline[0] : undefined;
  if (first.kind !== 'paragraph' || head?.type !== 'text' || !BOX.test(head.content)) return [first, ...rest];
  const unboxed = { ...head, content: head.content.replace(BOX, '') };
  return [{ ...first, inline: [unboxed, ...first.inline.slice(1)] }, ...rest];
}

/** What a row has beyond its table's head is shown by nobody; it is somebody's words all the same. */
function cellsBeyond(count: number, source: Source, line: number): readonly Paragraph[] {
  const cells = source.lines[line]!.replace(ROW_START, '').replace(ROW_END, '').split(BETWEEN_CELLS).slice(count);
  return cells.map((cell) => {
    const inline = [{ type: 'text', content: cell.trim(), attrs: null, children: null }];
    return { kind: 'paragraph', inline, line: line + source.firstLine, column: columnOf(cell, source, line) };
  });
}
