import type { Clash, ClashKind, ClashStep } from '../model/clash.ts';
import { renamedText } from '../model/renamed.ts';
import { shown } from '../model/shown.ts';
import { countText } from './amounts.ts';
import { pathsText } from './foreseen-text.ts';
import type { Flow } from './ledger-types.ts';

const KINDS: Readonly<Record<ClashKind, string>> = {
  textual: 'textual',
  semantic: 'semantic (merged clean, red together)',
  'golden-file': 'golden-file',
};

const STEPS: Readonly<Record<ClashStep, string>> = {
  order: 'another place in the wave',
  union: 'union of line lists',
  mergiraf: 'mergiraf',
  rebase: 'a rebase by the agent',
  again: 'implementing it again',
  person: 'a person',
};

const NEXT: Readonly<Record<ClashStep, string>> = {
  order: 'came in at another place',
  union: 'came in by union of its lines',
  mergiraf: 'came in by mergiraf',
  rebase: 'its agent rebases it',
  again: 'it is implemented again on what stands',
  person: 'it is yours to decide',
};

/** `double: textual conflict with add, foretold in src/a.ts; its agent rebases it` */
export function clashText({ story, kind, paths, with: others, step, foretold, renamed = [] }: Clash): string {
  const beside = others.length === 0 ? '' : ` with ${others.map(shown).join(', ')}`;
  const names = renamed.length === 0 ? '' : ` (${renamedText(renamed)})`;
  const where = paths.length === 0 ? '' : ` in ${pathsText(paths)}${names}`;
  return `${shown(story)}: ${kind} conflict${beside}${foretold ? ', foretold' : ''}${where}; ${NEXT[step]}`;
}

/** By kind, by what settled them, and how many the radar had told. */
export function clashesText(clashes: Flow['clashes']): string {
  if (clashes === undefined) return 'none';
  const { n, kinds, settled, open, foretold } = clashes;
  const counted = <K extends string>(words: Readonly<Record<K, string>>, counts: { readonly [Name in K]: number }): string[] =>
    (Object.keys(words) as K[]).flatMap((name) => (counts[name] === 0 ? [] : [`${counts[name]} ${words[name]}`]));
  const by = counted(STEPS, settled);
  const ways = by.length === 0 ? [] : [`settled by ${by.join(', ')}`];
  const left = open === 0 ? [] : [`${open} not settled by the rung they came to`];
  return [
    `${countText(n, 'clash', 'clashes')}: ${counted(KINDS, kinds).join(', ')}`,
    ...ways,
    ...left,
    `${foretold} foretold`,
  ].join('; ');
}
