import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const OFFICE = ['daily-summary', 'give-change', 'print-label', 'quote-price', 'search-ledger', 'track-parcel', 'weigh-parcel'];

/** Places in the stream between which a story holds its files. */
function flight(events: readonly Event[], story: string): readonly [begin: number, end: number] {
  const begin = events.findIndex((event) => event.t === 'started' && event.story === story && event.step === 'worktree');
  const end = events.findIndex((event) => event.t === 'integrated' && event.story === story);
  return [begin, end];
}

test('the demo shows the whole loop: seven stories land, one is tried twice, one is refused with what to cut', async () => {
  const demo = await workshop.xparWith({ cwd: '.' }, 'demo', '--json');
  expect(demo.code).toBe(0);
  expect(
    demo
      .told('integrated')
      .map(({ story }) => story)
      .toSorted(),
  ).toEqual(OFFICE);
  expect(demo.told('retrying')).toMatchObject([
    { story: 'give-change', attempt: 2, finding: { problem: { reason: 'gate-red' } } },
  ]);
  expect(demo.told('failed')).toEqual([]);
  expect(demo.told('held')).toMatchObject([
    { story: 'post-abroad', finding: { problem: { reason: 'over-zone', cut: [{ name: 'src/tables/express-abroad.mjs' }] } } },
  ]);
  const [needed, needs] = [flight(demo.events, 'quote-price'), flight(demo.events, 'print-label')];
  expect(needs[0]).toBeGreaterThan(needed[1]);
  const [one, other] = [flight(demo.events, 'daily-summary'), flight(demo.events, 'search-ledger')];
  expect(one[1] < other[0] || other[1] < one[0]).toBe(true);
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: path.join(workshop.root, 'xpar-demo'), encoding: 'utf8' }).trim();
  expect(git('status', '--porcelain')).toBe('');
  expect(git('symbolic-ref', '--short', 'HEAD')).toBe('main');
  expect(git('rev-list', '--count', 'main')).toBe('1');
  expect(git('branch', '--list', 'xpar/*', '--format=%(refname:short)')).toBe('xpar/integration');
  expect(demo.stderr).toContain('no model is asked');
  const second = await workshop.xparWith({ cwd: '.' }, '-C', 'xpar-demo', 'build', '--json');
  expect(second).toMatchObject({ code: 3 });
  expect(second.told('started')).toEqual([]);
});

test('the demo does not go into a folder that holds something', async () => {
  writeFileSync(path.join(workshop.root, 'home', 'letter.txt'), 'Dear');
  const demo = await workshop.xparWith({ cwd: '.' }, 'demo', 'home');
  expect(demo.code).toBe(2);
  expect(demo.stderr).toContain('folder-not-empty');
});
