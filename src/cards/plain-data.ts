import { pointerTo } from './yaml-value.ts';

export type PlainData = { readonly data: unknown } | { readonly pointer: string; readonly found: string };

const DEPTH_LIMIT = 32;

/** A copy of a value as JSON could say it, keys without a value left out; or where it holds something JSON could not. */
export function plainData(value: unknown, pointer = '', depth = 0): PlainData {
  if (depth > DEPTH_LIMIT) return { pointer, found: 'a value inside itself' };
  if (Array.isArray(value)) return listData(value, pointer, depth);
  if (typeof value === 'object' && value !== null) return mapData(value, pointer, depth);
  const isPlain = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return isPlain ? { data: value } : { pointer, found: typeof value === 'number' ? String(value) : `a ${typeof value}` };
}

function listData(list: readonly unknown[], pointer: string, depth: number): PlainData {
  const data: unknown[] = [];
  for (const [index, item] of list.entries()) {
    const read = plainData(item, pointerTo(pointer, index), depth + 1);
    if (!('data' in read)) return read;
    data.push(read.data);
  }
  return { data };
}

function mapData(map: object, pointer: string, depth: number): PlainData {
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(map)) {
    if (item === undefined) continue;
    const read = plainData(item, pointerTo(pointer, key), depth + 1);
    if (!('data' in read)) return read;
    entries.push([key, read.data]);
  }
  return { data: Object.fromEntries(entries) };
}
