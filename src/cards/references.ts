import type { Nodes, RootContent } from 'mdast';
import type { Reference } from '../model/card.ts';
import { canonicalAdrId } from './adr-id.ts';

const ADR = /\bADR[-\s]?\d+\b/gi;
const ID = '[a-z0-9]+(?:-[a-z0-9]+)*';
/**
 * Only what can't be an ordinary word: `` `two-words` `` in backticks, `two-words owns`, `` `word` owns ``, and `(word owns`.
 */
const STORIES = [
  /`([a-z0-9]+(?:-[a-z0-9]+)+)`/g,
  new RegExp(`\`(${ID})\`\\s+owns\\b`, 'g'),
  /(?<![\w-])([a-z0-9]+(?:-[a-z0-9]+)+)\s+owns\b/g,
  new RegExp(`\\((${ID})\\s+owns\\b`, 'g'),
];

/** Stories and ADRs named in 'Does not decide', each once per line of the list it stands in. */
export function references(file: string, content: readonly RootContent[]): readonly Reference[] {
  return content.flatMap(leaves).flatMap((leaf) => {
    const text = spoken(leaf);
    const start = leaf.position!.start;
    const place = { file, line: start.line, column: start.column };
    const adrs = [...text.matchAll(ADR)].map(([match]) => canonicalAdrId(match.replace(/\s/, '-')));
    const stories = STORIES.flatMap((form) => [...text.matchAll(form)].map((match) => match[1]!));
    return [
      ...[...new Set(adrs)].map((id): Reference => ({ id, kind: 'adr', place })),
      ...[...new Set(stories)].map((id): Reference => ({ id, kind: 'story', place })),
    ];
  });
}

/** The blocks that hold words: paragraphs, headings and cells. */
function leaves(node: Nodes): readonly Nodes[] {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') return [node];
  return 'children' in node ? node.children.flatMap(leaves) : [];
}

function spoken(node: Nodes): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``;
  if ('children' in node) return node.children.map(spoken).join('');
  return 'value' in node ? node.value : ' ';
}
