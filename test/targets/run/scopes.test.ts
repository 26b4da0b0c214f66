import { expect, test } from 'vitest';
import { apartRule, filesClash } from '../../../src/plan/apart.ts';
import { onWhat, type Scopes } from '../../../src/targets/run/scopes.ts';

const FILES: Readonly<Record<string, readonly string[]>> = { a: ['src/**'], b: ['src/b'], c: ['lib/c'], d: [] };

function scopes(conflicts: 'sequential' | 'optimistic'): Pick<Scopes, 'clash' | 'filesClash'> {
  const rule = apartRule({ parallel: { conflicts } as never, hotspots: [] });
  const of = (id: string): { readonly files: readonly string[] } => ({ files: FILES[id]! });
  return { clash: (a, b) => rule(of(a), of(b)), filesClash: (a, b) => filesClash(of(a), of(b)) };
}

test('of files it is told why they cannot be had, and which; of anything else only for whom', () => {
  const sequential = scopes('sequential');
  expect(onWhat('b', { for: 'files', on: 'a' }, sequential)).toEqual({
    on: 'a',
    because: 'same-files',
    globs: ['src/b', 'src/**'],
  });
  expect(onWhat('d', { for: 'files', on: 'c' }, sequential)).toEqual({ on: 'c', because: 'files-unknown' });
  expect(onWhat('b', { for: 'story', on: 'a' }, sequential)).toEqual({ on: 'a' });
  expect(onWhat('b', { for: 'agent' }, sequential)).toEqual({});
});

test('a lane that is rebased is waited for under any rule, and that is told as what it is', () => {
  expect(onWhat('b', { for: 'files', on: 'a' }, scopes('optimistic'))).toMatchObject({ on: 'a', because: 'same-files' });
});
