import { expect, test } from 'vitest';
import { durationMs } from '../../src/model/duration.ts';

test.each([
  ['10m', 600_000],
  ['2s', 2000],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['0s', 0],
  ['10', undefined],
  ['10 m', undefined],
  ['-1s', undefined],
  ['', undefined],
])('%j is %j milliseconds', (written, ms) => {
  expect(durationMs(written)).toBe(ms);
});
