import type { Heading, Root, RootContent } from 'mdast';
import type { Places } from '../model/card.ts';
import { plainText } from './normal-text.ts';

/** A heading and what stands under it, up to the next heading of its depth or less. */
export interface Section {
  /** Lower case, without a closing colon. */
  readonly name: string;
  readonly heading: Heading;
  readonly content: readonly RootContent[];
}

/** Every section of a document, nested ones too, in order. */
export function sections(root: Root): readonly Section[] {
  return root.children.flatMap((node, index) => {
    if (node.type !== 'heading') return [];
    const rest = root.children.slice(index + 1);
    const end = rest.findIndex((next) => next.type === 'heading' && next.depth <= node.depth);
    return [{ name: sectionName(node), heading: node, content: end === -1 ? rest : rest.slice(0, end) }];
  });
}

/** Where each section begins, under `#name`; the first of those of one name. */
export function sectionPlaces(file: string, all: readonly Section[]): Places {
  const places = all.toReversed().map(({ name, heading }) => {
    const start = heading.position!.start;
    return [`#${name}`, { file, line: start.line, column: start.column }] as const;
  });
  return Object.fromEntries(places);
}

function sectionName(heading: Heading): string {
  return plainText(heading).toLowerCase().replace(/\s*:$/, '');
}
