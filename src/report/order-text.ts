import type { PlaceReason } from '../model/place-reason.ts';
import { shown } from '../model/shown.ts';

interface Placed {
  readonly story: { readonly id: string };
  readonly place: number;
  readonly order: PlaceReason;
}

/** A line a story, in the order of integration: what its place rests on. */
export function orderText(rows: readonly Placed[]): string {
  const width = Math.max(...rows.map(({ story }) => story.id.length));
  const places = Math.max(...rows.map(({ place }) => String(place).length));
  return rows
    .map((row) => `${String(row.place).padStart(places)}  ${shown(row.story.id).padEnd(width)}  ${reasonText(row.order)}`)
    .join('\n');
}

function reasonText({ needs, adr, depth, priority }: PlaceReason): string {
  const behind = depth === 0 ? 'on no other' : depth === 1 ? 'on 1 other' : `on ${depth} others`;
  return [
    ...(needs.length === 0 ? [] : [`after ${needs.map(shown).join(', ')}, which it depends on`]),
    adr === undefined ? 'no ADR' : `${shown(adr)}, which stands ${behind}`,
    `priority ${priority}`,
  ].join('; ');
}
