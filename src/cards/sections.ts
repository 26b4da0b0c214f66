import type { Places } from '../model/card.ts';
import type { Block, Heading } from './blocks.ts';
import { plainText } from './normal-text.ts';

/** A heading and what stands under it, up to the next heading of its depth or less. */
export interface Section {
  /** Lower case, without a closing colon. */
  readonly name: string;
  readonly heading: Heading;
  readonly content: readonly Block[];
}

/** Every section of a document, nested ones too, in order. */
export function sections(blocks: readonly Block[]): readonly Section[] {
  return blocks.flatMap((block, index) => {
    if (block.kind !== 'heading') return [];
    const rest = blocks.slice(index + 1);
    const end = rest.findIndex((next) => next.kind === 'heading' && next.depth <= block.depth);
    return [{ name: sectionName(block), heading: block, content: end === -1 ? rest : rest.slice(0, end) }];
  });
}

/** Where each section begins, under `#name`; the first of those of one name. */
export function sectionPlaces(file: string, all: readonly Section[]): Places {
  const places = all.toReversed().map(({ name, heading }) => {
    return [`#${name}`, { file, line: heading.line, column: heading.column }] as const;
  });
  return Object.fromEntries(places);
}

function sectionName(heading: Heading): string {
  return plainText(heading).toLowerCase().replace(/\s*:$/, '');
}
