import { expect, test } from 'vitest';
import type { Finding, Problem } from '../../../src/model/problem.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import type { Build, Lane } from '../../../src/targets/run/build.ts';
import type { BurnWatch } from '../../../src/targets/run/burn-watch.ts';
import { targetRunner } from '../../../src/targets/run/run-target.ts';
import { SharedCheckout } from '../../../src/targets/lane/shared-checkout.ts';
import { paperCheckout } from '../../rig/paper-checkout.ts';

const TREES = {
  c1: { 'package-lock.json': '1', 'a/x': '1' },
  c2: { 'package-lock.json': '2', 'a/x': '1' },
} as const;

test('a step that waited for its turn says in the journal for how long, and one that did not says nothing', async () => {
  const paper = paperCheckout(TREES, [], { a: ['a/**'], b: ['b/**'] });
  const checkout = new SharedCheckout(paper.build.project.store.layout);
  const journal: JournalEntry[] = [];
  const { store } = paper.build.project;
  const append = (entry: JournalEntry): Promise<void> => {
    journal.push(entry);
    return store.append(entry);
  };
  const machine = { ...paper.build.host.machine, strain: () => ({ load: 0 }) };
  const build = {
    ...paper.build,
    checkout,
    guard: { during: async (_at: unknown, work: () => Promise<unknown>) => ({ value: await work() }) },
    host: { ...paper.build.host, machine },
    project: { ...paper.build.project, store: { ...store, append, state: store.state } },
  } as unknown as Build;
  const grade = (problem: Problem): Finding => ({ problem, severity: 'error' });
  const run = targetRunner(build, grade, {} as BurnWatch);
  const enter = (story: string): ReturnType<typeof run> => {
    const lane = {
      story: build.project.stories.find(({ id }) => id === story)!,
      adrs: [],
      key: 'k',
      what: {},
      implementParts: {},
    };
    return run({ story, step: 'worktree' }, { build, lane: lane as unknown as Lane });
  };
  await checkout.enter(build, { story: 'a', files: ['a/**'], tip: 'c1', commit: 'c1' });
  await checkout.begin('a');
  const entering = enter('b');
  await paper.clock.advance(5_000);
  await checkout.sessionOver(build, 'a');
  await checkout.leave(build, 'a');
  expect(await entering).toEqual({ end: 'done' });
  expect(await enter('a')).toEqual({ end: 'done' });
  const ends = journal.filter((entry) => entry.t === 'done');
  expect(ends.map(({ story, waitedMs }) => [story, waitedMs])).toEqual([
    ['b', 5_000],
    ['a', undefined],
  ]);
});
