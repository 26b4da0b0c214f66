import { InvalidArgumentError } from 'commander';
import { JOBS_EXPECTED, jobsIn } from './jobs.ts';

/** The value of `-j`, or commander's refusal of it. */
export function jobsAsked(value: string): number {
  const jobs = jobsIn(value);
  if (jobs === undefined) throw new InvalidArgumentError(`expected ${JOBS_EXPECTED}.`);
  return jobs;
}
