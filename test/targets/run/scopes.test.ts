import { expect, test } from 'vitest';
import { apartRule, filesClash } from '../../../src/plan/apart.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { flightOf } from '../../../src/targets/run/flight.ts';
import { onWhat, scopesOf, type Scopes } from '../../../src/targets/run/scopes.ts';
import { limitsOf } from '../../run/jobs.ts';
import { newSchedule } from '../../../src/run/schedule.ts';
import { carded, intentOf } from '../survey-of.ts';

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

test('files are held against each other as the cards name them now: an edit is seen', async () => {
  const desk = (files: readonly string[]): Parameters<typeof intentOf>[0] => ({
    stories: [carded('add', 'adds', { files: ['src/add.ts'] }), carded('sum', 'sums', { files })],
  });
  const intent = await intentOf(desk(['src/sum.ts']));
  const flight = flightOf({ project: intent.survey.project, tell: () => {} } as unknown as Build, intent);
  const now = scopesOf(intent.survey.project, flight, () => false);
  expect(now.clash('sum', 'add')).toBeUndefined();
  expect(now.clash('sum', 'add')).toBeUndefined();
  flight.take(await intentOf(desk(['src/**'])), newSchedule(intent.jobs, new Set(), limitsOf()));
  expect(now.clash('sum', 'add')).toMatchObject({ because: 'same-files' });
});
