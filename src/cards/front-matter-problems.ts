import type { Place } from '../model/place.ts';
import type { ReadProblem } from '../model/problem.ts';
import type { Violation } from './violations.ts';
import type { YamlValue } from './yaml-value.ts';

/** What a schema has against front matter, each complaint with its place in the file. */
export function frontMatterProblem(violation: Violation, yaml: YamlValue): ReadProblem {
  const place = placeIn(yaml, violation.pointer);
  const suggestion = 'suggestion' in violation && violation.suggestion !== undefined ? { suggestion: violation.suggestion } : {};
  switch (violation.kind) {
    case 'unknown':
      return {
        reason: 'unknown-key',
        key: violation.key,
        known: violation.known,
        place: yaml.keyPlaces[violation.pointer] ?? place,
        ...suggestion,
      };
    case 'missing':
      return { reason: 'missing-key', key: keyOf(`${violation.pointer}/${violation.key}`), example: violation.example, place };
    case 'wrong':
      return wrongValue(yaml, violation.pointer, violation.expected, violation.suggestion);
  }
}

/** A value that is not what it should be, in the person's own words. */
export function wrongValue(yaml: YamlValue, pointer: string, expected: string, suggestion?: string): ReadProblem {
  const found = foundAt(yaml, pointer);
  // What YAML reads as a number, a truth value or nothing was meant as text where text is expected.
  const meant =
    TEXT_KEYS.test(pointer) && isBareScalar(yaml, pointer) ? { expected: `a quoted string: '${found}'` } : { expected };
  return {
    reason: 'wrong-value',
    key: keyOf(pointer),
    ...meant,
    found,
    place: placeIn(yaml, pointer),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const TEXT_KEYS = /^\/(?:id|title|type|depends_on\/\d+|gates\/\d+|budget\/model|date|subtasks\/\d+\/(?:id|title))$/;

function isBareScalar(yaml: YamlValue, pointer: string): boolean {
  const value = valueAt(yaml.value, pointer);
  return typeof value === 'number' || typeof value === 'boolean';
}

function valueAt(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined),
    value,
  );
}

function foundAt(yaml: YamlValue, pointer: string): string {
  const value = valueAt(yaml.value, pointer);
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  return yaml.written[pointer] || 'nothing';
}

/** `/subtasks/0/id` -> `subtasks[0].id`; the whole is called front matter. */
function keyOf(pointer: string): string {
  if (pointer === '') return 'front matter';
  return pointer
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

/** The place of a value, else of the nearest thing around it. */
function placeIn(yaml: YamlValue, pointer: string): Place {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = yaml.places[at];
    if (place !== undefined) return place;
  }
  return yaml.places['']!;
}
