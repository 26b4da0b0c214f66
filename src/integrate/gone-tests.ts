import type { RanTests } from '../model/test-report.ts';

/** Numbers, ids and dates in a name may be other ones in every run. */
const VARYING = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b(?=[a-f]*\d)[\da-f]{7,}\b|\d+/gi;

/**
 * Tests of the run before that this one did not run, by file and name; `tests` says how many fewer. Where one of the two is told by
 * file alone, files are compared.
 */
export function goneTests(before: readonly RanTests[], now: readonly RanTests[]): readonly RanTests[] {
  const byFile = [before, now].some((all) => all.some(({ name }) => name === ''));
  const keyOf = ({ file = '', name }: RanTests): string => (byFile ? file : `${file}\0${name.replaceAll(VARYING, '#')}`);
  const left = new Map<string, number>();
  for (const one of now) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + one.tests);
  const gone = new Map<string, RanTests>();
  for (const one of before) {
    const key = keyOf(one);
    const there = left.get(key) ?? 0;
    left.set(key, Math.max(0, there - one.tests));
    const missing = one.tests - Math.min(there, one.tests);
    const known = gone.get(key);
    if (missing > 0) gone.set(key, { ...(known ?? (byFile ? { ...one, name: '' } : one)), tests: missing + (known?.tests ?? 0) });
  }
  return [...gone.values()];
}
