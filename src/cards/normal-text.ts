import type { Block, Inline, Leaf } from './blocks.ts';

/**
 * Text in which two pieces of markdown are equal when their words, code and structure are: re-wrapping, markers,
 * underlines, emphasis and the state of checkboxes leave no trace. Code is kept to the letter.
 */
export function normalText(blocks: readonly Block[]): string {
  return blocks.flatMap(linesOf).join('\n');
}

/** The words of a block on one line, without markup. */
export function plainText(block: Block): string {
  if ('inline' in block) return collapsed(words(block.inline));
  return 'children' in block ? block.children.map(plainText).join(' ') : block.parts.join(' ');
}

function linesOf(block: Block): readonly string[] {
  if (block.kind === 'heading') return [`heading ${block.depth}: ${plainText(block)}`];
  if (block.kind === 'paragraph') return [`text: ${plainText(block)}`];
  if (block.kind === 'row') return [`row ${JSON.stringify(block.children.map(plainText))}`];
  if ('parts' in block) return [`${block.kind} ${JSON.stringify(block.parts)}`];
  return [block.kind, ...block.children.flatMap(linesOf).map((line) => `  ${line}`)];
}

/** Emphasis leaves no trace; an address that stands for itself is said once. */
function words(inline: readonly Inline[]): string {
  const links: { readonly from: number; readonly target: string }[] = [];
  let text = '';
  for (const one of inline) {
    if (one.type === 'link_open') links.push({ from: text.length, target: target(one, 'href') });
    else if (one.type === 'link_close') text = closed(text, links.pop()!);
    else text += wordsOf(one);
  }
  return text;
}

function closed(text: string, { from, target }: { readonly from: number; readonly target: string }): string {
  return text.slice(0, from) + linkText(text.slice(from), target);
}

function linkText(said: string, target: string): string {
  return said === target ? said : `${said} <${target}>`;
}

function wordsOf(one: Inline): string {
  if (one.type === 'code_inline') return `\`${one.content}\``;
  if (one.type === 'image') return linkText(words(one.children ?? []), target(one, 'src'));
  return spoken([one]);
}

/** The words alone, code in backticks: what an image, or a reader, says aloud. */
export function spoken(inline: Leaf['inline']): string {
  return inline
    .map((one) => {
      if (one.type === 'code_inline') return `\`${one.content}\``;
      return one.type === 'softbreak' || one.type === 'hardbreak' || one.type === 'image' ? ' ' : one.content;
    })
    .join('');
}

/** Where a link or an image leads, with its title. */
function target({ attrs }: Inline, name: 'href' | 'src'): string {
  const written = Object.fromEntries(attrs ?? []);
  return 'title' in written ? `${written[name]} "${written['title']}"` : String(written[name]);
}

function collapsed(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').trim();
}
