import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, Pair, Scalar, YAMLError, YAMLMap } from 'yaml';
import type { Places } from '../model/card.ts';
import type { Place } from '../model/place.ts';
import type { ReadProblem } from '../model/problem.ts';

/** Front matter as plain data, with the place and the written form of every value, by JSON pointer. */
export interface YamlValue {
  readonly value: unknown;
  readonly places: Places;
  /** Where a value's key stands. */
  readonly keyPlaces: Places;
  readonly written: Readonly<Record<string, string>>;
  /** What stands in the way of reading the value at all; then the rest is not to be used. */
  readonly problems: readonly ReadProblem[];
}

const DEPTH_LIMIT = 32;
const STANDARD_TAG = 'tag:yaml.org,2002:';
/** Characters of a value or a parser's words that a message repeats. */
const SHORT_LIMIT = 80;

/** Reads YAML 1.2 (core schema) without aliases, tags or merge keys. `firstLine` is the line of the file it begins on. */
export function yamlValue(file: string, yaml: string, firstLine: number): YamlValue {
  const lineCounter = new LineCounter();
  // Duplicates are found by the walk below: the parser's own check is quadratic.
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false, strict: true, uniqueKeys: false, schema: 'core' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: line + firstLine - 1, column: col };
  };
  const walk = new Walk(yaml, placeAt);
  const value = document.contents === null ? {} : walk.read(document.contents, '', 0);
  // One mistake upsets the parser several times over: the first is the one to mend.
  const problems = document.errors.length > 0 ? [syntaxProblem(document.errors[0]!, placeAt)] : walk.problems;
  return {
    value,
    places: { ...walk.places, '': { file, line: 1, column: 1 } },
    keyPlaces: walk.keyPlaces,
    written: walk.written,
    problems,
  };
}

/** The JSON pointer (RFC 6901) of a key or an index under `parent`. */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

class Walk {
  readonly places: Record<string, Place> = {};
  readonly keyPlaces: Record<string, Place> = {};
  readonly written: Record<string, string> = {};
  readonly problems: ReadProblem[] = [];
  readonly #yaml: string;
  readonly #placeAt: (offset: number) => Place;

  constructor(yaml: string, placeAt: (offset: number) => Place) {
    this.#yaml = yaml;
    this.#placeAt = placeAt;
  }

  read(node: unknown, pointer: string, depth: number): unknown {
    const { range, tag } = node as Node;
    const [start, end] = range ?? [0, 0];
    const place = this.#placeAt(start);
    this.places[pointer] = place;
    if (tag !== undefined) this.problems.push({ reason: 'yaml-tag', tag: tag.replace(STANDARD_TAG, '!!'), place });
    if (isAlias(node)) return void this.problems.push({ reason: 'yaml-alias', place });
    if (depth > DEPTH_LIMIT) return void this.problems.push({ reason: 'yaml-too-deep', place });
    if (isMap(node)) return this.#map(node, pointer, depth);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, pointerTo(pointer, index), depth + 1));
    this.written[pointer] = shortened(this.#yaml.slice(start, end));
    return this.#scalar((node as Scalar).value, pointer, place);
  }

  #scalar(value: unknown, pointer: string, place: Place): unknown {
    if (typeof value === 'string' && !value.isWellFormed()) {
      this.problems.push({ reason: 'yaml-syntax', detail: `${this.written[pointer]} holds half a character`, place });
    }
    return value;
  }

  #map(node: YAMLMap, pointer: string, depth: number): unknown {
    const entries = new Map<string, unknown>();
    for (const pair of node.items) {
      const key = this.#key(pair);
      if (key === undefined) continue;
      const at = pointerTo(pointer, key.text);
      if (entries.has(key.text)) this.problems.push({ reason: 'yaml-duplicate-key', key: key.text, place: key.place });
      this.keyPlaces[at] = key.place;
      if (pair.value === null) this.places[at] = key.place;
      entries.set(key.text, pair.value === null ? null : this.read(pair.value, at, depth + 1));
    }
    // Object.fromEntries defines, it does not assign: a key `__proto__` is a key like another.
    return Object.fromEntries(entries);
  }

  #key(pair: Pair): { text: string; place: Place } | undefined {
    const key = pair.key as Node | null;
    const place = this.#placeAt(key?.range?.[0] ?? 0);
    if (isAlias(key)) return void this.problems.push({ reason: 'yaml-alias', place });
    if (isScalar(key) && key.tag === undefined) return { text: String(key.value), place };
    this.problems.push({ reason: 'yaml-syntax', detail: 'a key is not a plain word', place });
    return undefined;
  }
}

function syntaxProblem(error: YAMLError, placeAt: (offset: number) => Place): ReadProblem {
  const place = placeAt(error.pos[0]);
  if (error.code === 'TAB_AS_INDENT') return { reason: 'yaml-tab', place };
  if (error.code === 'MULTIPLE_DOCS') return { reason: 'yaml-two-documents', place };
  if (error.code === 'RESOURCE_EXHAUSTION') return { reason: 'yaml-too-deep', place };
  const unquoted = error.code === 'BLOCK_AS_IMPLICIT_KEY';
  return { reason: 'yaml-syntax', detail: unquoted ? 'a value with `: ` in it needs quotes' : shortened(error.message), place };
}

function shortened(text: string): string {
  return text.length > SHORT_LIMIT ? `${text.slice(0, SHORT_LIMIT)}…` : text;
}
