import { rings, topological } from '../../model/dag.ts';

export interface LaidNode {
  readonly id: string;
  readonly layer: number;
  /** Place in its layer, in rows; fractions where it stands between two. */
  readonly row: number;
}

export interface LaidEdge {
  readonly from: string;
  readonly to: string;
  /** Layer and row of every layer it passes, both ends included. */
  readonly way: readonly (readonly [layer: number, row: number])[];
}

export interface Laid {
  readonly nodes: readonly LaidNode[];
  readonly edges: readonly LaidEdge[];
  readonly layers: number;
  readonly rows: number;
}

const SWEEPS = 6;

interface Slot {
  /** A node's id; of a bend, that of its edge and layer. */
  readonly key: string;
  readonly layer: number;
  row: number;
  readonly before: Slot[];
  readonly after: Slot[];
}

/**
 * Layers from left to right, who is needed before who needs it; long edges bend around what stands between. Crossings are
 * few, not least. Nodes on a ring stand in one layer after what they need outside of it.
 */
export function layered(needs: ReadonlyMap<string, readonly string[]>): Laid {
  const layerOf = layersOf(needs);
  const slots = new Map([...layerOf].map(([id, layer]) => [id, slotOf(id, layer)]));
  const all: Slot[] = [...slots.values()];
  const ways = [...needs].flatMap(([to, froms]) =>
    [...new Set(froms)]
      .filter((from) => slots.has(from) && layerOf.get(from)! < layerOf.get(to)!)
      .map((from) => ({ from, to, way: wayOf(slots.get(from)!, slots.get(to)!, all) })),
  );
  const layers = [...Map.groupBy(all, ({ layer }) => layer)].sort(([a], [b]) => a - b).map(([, members]) => members);
  arrange(layers);
  return {
    nodes: [...slots.values()].map(({ key, layer, row }) => ({ id: key, layer, row })),
    edges: ways.map(({ from, to, way }) => ({ from, to, way: way.map(({ layer, row }) => [layer, row]) })),
    layers: layers.length,
    rows: 1 + Math.max(0, ...all.map(({ row }) => row)),
  };
}

/** The longest way from a start to each node. */
function layersOf(needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const ringed = new Map(rings(needs).flatMap((ring) => ring.map((id) => [id, new Set(ring)] as const)));
  const layers = new Map<string, number>();
  for (const id of topological(needs)) {
    const before = (needs.get(id) ?? []).filter((need) => ringed.get(id)?.has(need) !== true);
    layers.set(id, Math.max(-1, ...before.map((need) => layers.get(need) ?? -1)) + 1);
  }
  return new Map([...layers].filter(([id]) => needs.has(id)));
}

function slotOf(key: string, layer: number): Slot {
  return { key, layer, row: 0, before: [], after: [] };
}

/** The edge as a chain of slots, with a bend in each layer between its ends. */
function wayOf(from: Slot, to: Slot, all: Slot[]): readonly Slot[] {
  const bends = Array.from({ length: to.layer - from.layer - 1 }, (_, at) =>
    slotOf(`${from.key} ${to.key} ${at}`, from.layer + 1 + at),
  );
  all.push(...bends);
  const way = [from, ...bends, to];
  for (const [at, slot] of way.slice(1).entries()) {
    way[at]!.after.push(slot);
    slot.before.push(way[at]!);
  }
  return way;
}

/** Each layer ordered by where its neighbours stand, to and fro; then each slot drawn towards them as far as there is room. */
function arrange(layers: Slot[][]): void {
  for (const layer of layers) for (const [row, slot] of layer.entries()) slot.row = row;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForth = sweep % 2 === 0;
    for (const layer of isForth ? layers : layers.toReversed()) {
      const wanted = new Map(layer.map((slot) => [slot, meanRow(isForth ? slot.before : slot.after) ?? slot.row]));
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.row - b.row);
      for (const [row, slot] of layer.entries()) slot.row = row;
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isForth = sweep % 2 === 0;
    for (const layer of isForth ? layers : layers.toReversed())
      settle(layer, (slot) => meanRow(isForth ? slot.before : slot.after));
  }
  const least = Math.min(0, ...layers.flat().map(({ row }) => row));
  for (const slot of layers.flat()) slot.row -= least;
}

/** Rows as near to where they are wanted as their order and a row between each allow: pushed down, then half of it back up. */
function settle(layer: readonly Slot[], wantedOf: (slot: Slot) => number | undefined): void {
  const wanted = layer.map((slot) => wantedOf(slot) ?? slot.row);
  const down: number[] = [];
  const up: number[] = [];
  for (const [at, row] of wanted.entries()) down.push(at === 0 ? row : Math.max(row, down[at - 1]! + 1));
  for (let at = wanted.length - 1; at >= 0; at--)
    up[at] = at === wanted.length - 1 ? wanted[at]! : Math.min(wanted[at]!, up[at + 1]! - 1);
  for (const [at, slot] of layer.entries()) slot.row = (down[at]! + up[at]!) / 2;
}

function meanRow(slots: readonly Slot[]): number | undefined {
  return slots.length === 0 ? undefined : slots.reduce((sum, { row }) => sum + row, 0) / slots.length;
}
