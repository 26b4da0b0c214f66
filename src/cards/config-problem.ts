import type { Place } from '../model/place.ts';
import type { Problem } from '../model/problem.ts';
import type { Violation } from './violations.ts';

const FOUND_LIMIT = 80;

interface Complaint {
  readonly expected: string;
  readonly found: string;
  readonly suggestion?: string;
}

/** Where a config says what a pointer points to. Where it is a program there is a file to name, but no line. */
export type PlaceOf = (pointer: string) => Place;

export function noTime(placeOf: PlaceOf, pointer: string): Problem {
  return configProblem(placeOf, pointer, { expected: 'more than no time', found: '0' });
}

/** A complaint about one value of a config, with its path in it. */
export function configProblem(placeOf: PlaceOf, pointer: string, complaint: Complaint | Violation, data?: unknown): Problem {
  const { expected, found, suggestion } = 'kind' in complaint ? told(complaint, data) : complaint;
  const path = pathOf('kind' in complaint && complaint.kind === 'missing' ? `${pointer}/${complaint.key}` : pointer);
  const place = placeOf(pointer);
  return {
    reason: 'config-invalid',
    file: place.file,
    path,
    expected,
    found,
    place,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function told(violation: Violation, data: unknown): Complaint {
  const suggestion = 'suggestion' in violation && violation.suggestion !== undefined ? { suggestion: violation.suggestion } : {};
  switch (violation.kind) {
    case 'unknown':
      return { expected: `one of ${violation.known.join(', ')}`, found: violation.key, ...suggestion };
    case 'missing':
      return { expected: violation.example, found: 'nothing' };
    case 'wrong':
      return { expected: violation.expected, found: written(valueAt(data, violation.pointer)), ...suggestion };
  }
}

/** `/gates/0/name` -> `gates[0].name`. */
function pathOf(pointer: string): string {
  if (pointer === '') return 'config';
  const dotted = pointer
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  return dotted.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAt(data: unknown, pointer: string): unknown {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined),
    data,
  );
}

function written(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > FOUND_LIMIT ? `${text.slice(0, FOUND_LIMIT)}…` : text;
}
