import type { Machine } from '../host/host.ts';
import type { Problem } from '../model/problem.ts';

/** What a number of lanes has to be: as `parallel.jobs` of the config. */
export const JOBS_EXPECTED = 'a whole number from 1 to 256';

/** Lanes side by side as a person writes them; undefined where it is no such number. */
export function jobsIn(text: string): number | undefined {
  const jobs = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return jobs >= 1 && jobs <= 256 ? jobs : undefined;
}

/** What `XPAR_JOBS` says; empty is as good as not set. */
export function jobsOf(env: Machine['env']): { readonly jobs?: number } | { readonly problem: Problem } {
  const text = env['XPAR_JOBS'] ?? '';
  if (text === '') return {};
  const jobs = jobsIn(text);
  return jobs === undefined
    ? { problem: { reason: 'bad-argument', name: 'XPAR_JOBS', found: text, expected: JOBS_EXPECTED } }
    : { jobs };
}
