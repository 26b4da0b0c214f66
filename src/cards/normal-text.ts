import type { Blockquote, FootnoteDefinition, ListItem, Nodes, Table } from 'mdast';

/**
 * Text in which two pieces of markdown are equal when their words, code and structure are: re-wrapping, markers,
 * underlines, emphasis and the state of checkboxes leave no trace. Code is kept to the letter.
 */
export function normalText(nodes: readonly Nodes[]): string {
  return nodes.flatMap((node) => block(node)).join('\n');
}

/** The words of a node on one line, without markup. */
export function plainText(node: Nodes): string {
  return collapsed(inline(node));
}

function block(node: Nodes): readonly string[] {
  if (node.type === 'root') return node.children.flatMap(block);
  if (node.type === 'yaml') return [];
  if (node.type === 'heading') return [`heading ${node.depth}: ${plainText(node)}`];
  if (node.type === 'list') return [node.ordered === true ? 'steps' : 'list', ...indented(node.children)];
  if (node.type === 'tableRow') return [`row ${JSON.stringify(node.children.map(plainText))}`];
  if (isContainer(node)) return [node.type, ...indented(node.children)];
  const literal = literalOf(node);
  return [literal === undefined ? `text: ${plainText(node)}` : `${node.type} ${JSON.stringify(literal)}`];
}

function isContainer(node: Nodes): node is ListItem | Blockquote | FootnoteDefinition | Table {
  return node.type === 'listItem' || node.type === 'blockquote' || node.type === 'footnoteDefinition' || node.type === 'table';
}

/** What counts to the letter. */
function literalOf(node: Nodes): readonly string[] | undefined {
  if (node.type === 'code') return [node.lang ?? '', node.meta ?? '', node.value];
  if (node.type === 'html') return [node.value];
  if (node.type === 'definition') return [node.identifier, node.url, node.title ?? ''];
  return node.type === 'thematicBreak' ? [] : undefined;
}

function indented(children: readonly Nodes[]): readonly string[] {
  return children.flatMap(block).map((line) => `  ${line}`);
}

function inline(node: Nodes): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``;
  if (node.type === 'break') return ' ';
  if ('alt' in node) return linkText(node.alt ?? '', targetOf(node));
  const words = 'children' in node ? node.children.map(inline).join('') : 'value' in node ? node.value : '';
  return linkText(words, targetOf(node));
}

function targetOf(node: Nodes): string | undefined {
  if ('url' in node) return node.url;
  return 'identifier' in node ? node.identifier : undefined;
}

/** An address that stands for itself says nothing twice. */
function linkText(words: string, target: string | undefined): string {
  return target === undefined || words === target ? words : `${words} <${target}>`;
}

function collapsed(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').trim();
}
