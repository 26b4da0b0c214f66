import type { Places } from '../model/card.ts';
import type { Place } from '../model/place.ts';

/** Where a card says this, else the nearest thing around it, else the file. */
export function placeIn(card: { readonly file: string; readonly places: Places }, pointer: string): Place {
  for (let at = pointer; at.startsWith('/'); at = at.slice(0, at.lastIndexOf('/'))) {
    const place = card.places[at];
    if (place !== undefined) return place;
  }
  return card.places[pointer] ?? card.places[''] ?? { file: card.file };
}
