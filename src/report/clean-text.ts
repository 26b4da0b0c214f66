import { sizeText } from '../model/byte-size.ts';
import type { Cleaned, CleanItem } from '../model/clean-item.ts';
import { shown } from '../model/shown.ts';
import { countText } from './amounts.ts';
import { tableText } from './table.ts';

/** What could go: a row each, what needs more than a yes below. */
export function cleanPreview(items: readonly CleanItem[]): string {
  if (items.length === 0) return 'Nothing to clean.\n';
  const by = (needs: CleanItem['needs']): readonly CleanItem[] => items.filter((item) => item.needs === needs);
  return [
    section('Can go', by(undefined)),
    section('Holds what is nowhere else: needs --force, and is backed up first where git can', by('force')),
    section('Yours to remove', by('hand')),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function section(title: string, items: readonly CleanItem[]): string {
  if (items.length === 0) return '';
  const rows = items.map(({ kind, name, commit, bytes, why }) => [
    kind,
    `${shown(name)}${commit === undefined ? '' : ` @ ${commit.slice(0, 10)}`}`,
    bytes === 0 ? '-' : sizeText(bytes),
    shown(why),
  ]);
  const columns = [{ head: 'what' }, { head: 'name' }, { head: 'size', align: 'right' }, { head: 'why' }] as const;
  return `${title}: ${sizeText(total(items))}\n${tableText(columns, rows).replaceAll(/^/gm, '  ')}\n`;
}

/** What went, what was left and why, and where work is kept. */
export function cleanedText({ removed, left, backups }: Cleaned): string {
  return [
    `Removed ${countText(removed.length, 'thing', 'things')}, ${sizeText(total(removed))}.`,
    ...left.map(({ kind, name, because }) => `left: ${kind} ${shown(name)}: ${because}`),
    ...backups.map((ref) => `kept as ${shown(ref)}: git branch <name> ${shown(ref)} brings it back`),
    '',
  ].join('\n');
}

function total(items: readonly CleanItem[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}
