import { expect, test } from 'vitest';
import { jobsIn, jobsOf } from '../../src/cli/jobs.ts';
import { readConfig } from '../../src/cards/read-config.ts';

test.for(['1', '2', '64', '256'])('%s lanes side by side can be asked for, in the config too', (text) => {
  expect(jobsIn(text)).toBe(Number(text));
  expect(readConfig('xpar.config.json', { parallel: { jobs: Number(text) } }).problems).toEqual([]);
});

test.for(['0', '257', '-1', '1.5', '1e2', ' 1', 'many', ''])('%j lanes cannot', (text) => {
  expect(jobsIn(text)).toBeUndefined();
});

test('XPAR_JOBS that is empty or not set says nothing; a bad one is named', () => {
  expect(jobsOf({ XPAR_JOBS: '' })).toEqual({});
  expect(jobsOf({})).toEqual({});
  expect(jobsOf({ XPAR_JOBS: '7' })).toEqual({ jobs: 7 });
  expect(jobsOf({ XPAR_JOBS: 'many' })).toMatchObject({ problem: { reason: 'bad-argument', name: 'XPAR_JOBS', found: 'many' } });
});
