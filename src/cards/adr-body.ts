import type { Adr } from '../model/card.ts';
import type { Block } from './blocks.ts';
import { shortDigest } from './decode-card.ts';
import { normalText, plainText } from './normal-text.ts';
import { references } from './references.ts';
import type { Section } from './sections.ts';

/** The sections that make the contract, with the headings other ADR tools give them. */
const DECISION = ['decision', 'decision outcome'];
const CONTRACT = ['contract'];
const DOES_NOT_DECIDE = ['does not decide'];

/** What an ADR's markdown says beside its front matter. */
export function adrBody(file: string, all: readonly Section[]): Pick<Adr, 'contract' | 'contractDigest' | 'has' | 'references'> {
  const decision = contentOf(all, DECISION);
  const contract = contentOf(all, CONTRACT);
  const doesNotDecide = contentOf(all, DOES_NOT_DECIDE);
  const text = `Decision\n${normalText(decision)}\nContract\n${normalText(contract)}\nDoes not decide\n${normalText(doesNotDecide)}`;
  return {
    contract: text,
    contractDigest: shortDigest(text),
    has: { decision: decision.length > 0, contract: contract.length > 0, doesNotDecide: doesNotDecide.length > 0 },
    references: references(file, doesNotDecide),
  };
}

/** The first heading of the first depth, without the number some tools put before it. */
export function adrTitle(blocks: readonly Block[]): string | undefined {
  const heading = blocks.find((block) => block.kind === 'heading' && block.depth === 1);
  return heading === undefined ? undefined : plainText(heading).replace(/^(?:adr[-\s]?)?\d+\s*[.:–—-]\s*/i, '') || undefined;
}

/** `Status` or `Date` as adr-tools (a section), log4brains and old MADR (`- Status: accepted` above the first section) write it. */
export function adrField(name: 'status' | 'date', blocks: readonly Block[], all: readonly Section[]): string | undefined {
  const section = all.find((one) => one.name === name)?.content[0];
  if (section !== undefined) return plainText(section);
  const firstSection = blocks.findIndex((block) => block.kind === 'heading' && block.depth > 1);
  const head = firstSection === -1 ? blocks : blocks.slice(0, firstSection);
  const line = head.flatMap(linesOf).find((text) => text.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

function linesOf(block: Block): readonly string[] {
  if (block.kind === 'list' || block.kind === 'steps' || block.kind === 'listItem') return block.children.flatMap(linesOf);
  return block.kind === 'paragraph' ? [plainText(block)] : [];
}

function contentOf(all: readonly Section[], names: readonly string[]): readonly Block[] {
  return all.filter(({ name }) => names.includes(name)).flatMap(({ content }) => content);
}
