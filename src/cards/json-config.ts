import type { Place } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';
import type { PlaceOf } from './config-problem.ts';
import { yamlValue } from './yaml-value.ts';

/** What a config in JSON says, and where it says it; or the place where it stops being JSON. */
export type JsonConfig =
  { readonly ok: true; readonly value: unknown; readonly placeOf: PlaceOf } | { readonly ok: false; readonly problem: Problem };

/** Reads a config in JSON. Never throws, whatever the text; `file` is only for messages. */
export function jsonConfig(file: string, written: string): JsonConfig {
  const text = written.replace(/^\uFEFF/, '');
  const error = jsonError(text);
  if (error !== undefined) {
    const place = placeAt(file, text.slice(0, soundLength(text)));
    return { ok: false, problem: { reason: 'config-failed', file, place, detail: `it is no JSON: ${withoutSource(error)}` } };
  }
  return { ok: true, value: JSON.parse(text) as unknown, placeOf: placesIn(file, text) };
}

/** All JSON is YAML, whose reader knows where each key and value stands. */
function placesIn(file: string, text: string): PlaceOf {
  const { places, keyPlaces } = yamlValue(file, text, 1);
  const placeOf: PlaceOf = (pointer) =>
    keyPlaces[pointer] ?? places[pointer] ?? (pointer === '' ? { file } : placeOf(pointer.slice(0, pointer.lastIndexOf('/'))));
  return placeOf;
}

/** The length of the longest beginning of text that is no JSON to which something could be added to make it JSON. */
function soundLength(text: string): number {
  if (couldGoOn(text)) return text.length;
  let [sound, broken] = [0, text.length];
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (couldGoOn(text.slice(0, middle))) sound = middle;
    else broken = middle;
  }
  return sound;
}

function couldGoOn(beginning: string): boolean {
  const error = jsonError(beginning);
  if (error === undefined || error.startsWith('Unexpected end')) return true;
  const at = / at position (\d+)/.exec(error)?.[1];
  return at !== undefined && Number(at) >= beginning.length;
}

function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

/** The parser repeats what stands around the mistake, or counts to it: the place says that better. */
function withoutSource(error: string): string {
  return error.replace(/, (?:\.\.\.)?".*$|(?: in JSON)? at position .*$/s, '');
}

function placeAt(file: string, before: string): Place {
  const lines = before.split('\n');
  return { file, line: lines.length, column: lines.at(-1)!.length + 1 };
}
