import { expect, test } from 'vitest';
import { byteSize, sizeText } from '../../src/model/byte-size.ts';

test.each([
  ['500MB', 500_000_000],
  ['1.5GB', 1_500_000_000],
  ['0MB', 0],
  ['12kB', 12_000],
])('%s is %i bytes', (written, bytes) => expect(byteSize(written)).toBe(bytes));

test.each(['', '500', '500 MB', '-1MB', '1mb', '1e3MB'])('%j is no size', (written) => expect(byteSize(written)).toBeUndefined());

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_500, '1.5 kB'],
  [123_456_789, '123 MB'],
  [2e12, '2 TB'],
])('%i bytes read as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
