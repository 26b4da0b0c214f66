import type { Reference } from '../model/card.ts';
import { canonicalAdrId } from './adr-id.ts';
import type { Block, Leaf } from './blocks.ts';
import { spoken } from './normal-text.ts';

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
export function references(file: string, content: readonly Block[]): readonly Reference[] {
  return content.flatMap(leaves).flatMap((leaf) => {
    const text = spoken(leaf.inline);
    const place = { file, line: leaf.line, column: leaf.column };
    const adrs = [...text.matchAll(ADR)].map(([match]) => canonicalAdrId(match.replace(/\s/, '-')));
    const stories = STORIES.flatMap((form) => [...text.matchAll(form)].map((match) => match[1]!));
    return [
      ...[...new Set(adrs)].map((id): Reference => ({ id, kind: 'adr', place })),
      ...[...new Set(stories)].map((id): Reference => ({ id, kind: 'story', place })),
    ];
  });
}

/** The blocks that hold words: paragraphs, headings and cells. */
function leaves(block: Block): readonly Leaf[] {
  if ('inline' in block) return [block];
  return 'children' in block ? block.children.flatMap(leaves) : [];
}
