import { expect, test } from 'vitest';
import { besideText, type ApartLike } from '../../src/report/beside-text.ts';

const unknown = (count: number): readonly ApartLike[] =>
  Array.from({ length: count }, (_, at) => ({ story: `s${at}`, because: 'files-unknown' }));

test('each that a story may not run beside is named with the reason; of many with one reason some are, and the number', () => {
  const needed: ApartLike = { story: 'login', because: 'needs' };
  const shared: ApartLike = { story: 'logout', because: 'same-files', globs: ['src/a', 'src/**'] };
  const rows = [
    { story: { id: 'none' }, apart: [] },
    { story: { id: 'few' }, apart: [needed, ...unknown(3), shared] },
    { story: { id: 'many' }, apart: [needed, ...unknown(1000), shared] },
  ];
  expect(besideText(rows)).toBe(
    [
      'none  beside any',
      'few  not beside login (which it needs), s0 (files not declared), s1 (files not declared), s2 (files not declared), logout (same files: src/a and src/**)',
      'many  not beside login (which it needs), s0, s1, s2 and 997 more (each: files not declared), logout (same files: src/a and src/**)',
    ].join('\n'),
  );
});
