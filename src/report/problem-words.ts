import type { Problem, Reason } from '../model/problem.ts';

/** A problem said in words; every field is one line, but for what a program printed. */
export interface Words {
  readonly what: string;
  readonly expected?: string;
  readonly found?: string;
  /** What else stands on its screen, each under a label; an empty one goes on with the one before. */
  readonly more?: readonly (readonly [label: string, text: string])[];
  readonly hint?: string;
}

/** Words for each of these ways to fail; the compiler asks for every one. */
export type WordsFor<P extends Problem> = { readonly [R in P['reason']]: (problem: Extract<P, { reason: R }>) => Words };

/** `did you mean ...?` where there is a near name. */
export function meant(suggestion: string | undefined): { hint?: string } {
  return suggestion === undefined ? {} : { hint: `did you mean ${suggestion}?` };
}

/** Names in a row, or what stands for none. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

/** A count with its thousands set apart. */
export function counted(count: number): string {
  // What a language's own formatting would load takes longer than all of lint.
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

export type WordsTable = { readonly [R in Reason]: (problem: Extract<Problem, { reason: R }>) => Words };
