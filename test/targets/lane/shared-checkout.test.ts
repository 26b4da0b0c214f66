import { expect, test } from 'vitest';
import type { Told } from '../../../src/model/event.ts';
import { checkoutFor } from '../../../src/targets/lane/checkout-watch.ts';
import { SharedCheckout } from '../../../src/targets/lane/shared-checkout.ts';
import { paperCheckout, type PaperCheckout } from '../../rig/paper-checkout.ts';

const TREES = {
  c1: { top: '1', 'a/x': '1', 'b/y': '1' },
  c2: { top: '2', 'a/x': '1', 'b/y': '2', more: '2' },
} as const;

interface Site extends PaperCheckout {
  readonly checkout: SharedCheckout;
  /** Lets a lane in on its folder, from `commit` on top of `tip`. */
  in(story: string, at?: { tip?: string; commit?: string }): ReturnType<SharedCheckout['enter']>;
  /** In, and its agent at work. */
  atWork(...stories: string[]): Promise<void>;
}

function site(trees: Readonly<Record<string, Readonly<Record<string, string>>>> = TREES): Site {
  const paper = paperCheckout(trees);
  const checkout = new SharedCheckout(paper.build.project.store.layout);
  const enter = (story: string, { tip = 'c1', commit = tip }: { tip?: string; commit?: string } = {}) =>
    checkout.enter(paper.build, { story, files: [`${story}/**`], tip, commit });
  return Object.assign(paper, {
    checkout,
    in: enter,
    atWork: async (...stories: string[]) => {
      for (const story of stories) {
        await enter(story);
        await checkout.begin(story);
      }
    },
  });
}

const ALONE = {
  reason: 'edit-outside',
  stories: ['a'],
  paths: ['top'],
  scope: ['a/**'],
  kept: 'refs/xpar/backup/_checkout/1000',
};

test('a lane that enters finds the tip, but for the files of those inside', async () => {
  const { standing, ...at } = site();
  await at.atWork('a');
  standing.set('a/x', 'mine');
  expect(await at.in('b', { tip: 'c2' })).toMatchObject({ copied: [] });
  expect(Object.fromEntries(standing)).toEqual({ top: '2', 'a/x': 'mine', 'b/y': '2', more: '2' });
  // One that had to wait brings nobody back to where the tip was.
  await at.in('c', { tip: 'c1' });
  expect(standing.get('top')).toBe('2');
});

test('a lane finds its own files as its earlier work has them, and nothing else of that commit', async () => {
  const at = site({ ...TREES, work: { top: 'other', 'a/x': 'work', 'a/new': 'work' } });
  await at.in('a', { tip: 'c2', commit: 'work' });
  expect(Object.fromEntries(at.standing)).toEqual({ top: '2', 'a/x': 'work', 'a/new': 'work', 'b/y': '2', more: '2' });
});

test('a lane that leaves has its files put back, and what no commit of it holds is kept; others go on', async () => {
  const at = site();
  await at.atWork('a', 'b');
  for (const file of ['a/x', 'a/new', 'b/y']) at.standing.set(file, 'mine');
  await at.checkout.leave(at.build, 'a');
  expect(at.kept('refs/xpar/backup/a/1000')).toMatchObject({ 'a/x': 'mine', 'a/new': 'mine', 'b/y': '1' });
  expect(Object.fromEntries(at.standing)).toEqual({ top: '1', 'a/x': '1', 'b/y': 'mine' });
  expect([at.checkout.filesOf('a'), at.checkout.filesOf('b')]).toEqual([undefined, ['b/**']]);
});

test('what stands on its branch already is not kept once more', async () => {
  const at = site({ ...TREES, done: { ...TREES.c1, 'a/x': 'mine' } });
  await at.atWork('a');
  at.refs.set('refs/heads/xpar/a', 'done');
  at.standing.set('a/x', 'mine');
  await at.checkout.leave(at.build, 'a');
  expect([...at.refs.keys()]).toEqual(['refs/heads/xpar/a']);
});

test('what git cannot take in is moved aside', async () => {
  const at = site();
  await at.atWork('a');
  at.standing.set('a/x', 'mine');
  at.isStubborn = true;
  await at.checkout.leave(at.build, 'a');
  expect([at.standing.get('a/x'), at.aside.get('a/x')]).toEqual(['1', 'mine']);
});

test('an edit outside of all that is held is found at the end of a session, kept, and told of all at work', async () => {
  const at = site();
  await at.atWork('a');
  expect(await at.checkout.sessionOver(at.build, 'a')).toBeUndefined();
  await at.atWork('b', 'a');
  at.standing.set('b/y', 'mine').set('top', 'outside').set('new', 'outside').delete('more');
  const kept = 'refs/xpar/backup/_checkout/1000';
  expect(await at.checkout.sessionOver(at.build, 'a')).toEqual({
    reason: 'edit-outside',
    stories: ['a', 'b'],
    paths: ['new', 'top'],
    scope: ['a/**', 'b/**'],
    kept,
  });
  expect(at.kept(kept)).toMatchObject({ top: 'outside', new: 'outside', 'b/y': '1' });
  // Once.
  expect(await at.checkout.sessionOver(at.build, 'b')).toBeUndefined();
});

test('an edit that is found before a lane enters lets nobody in', async () => {
  const at = site();
  await at.atWork('a');
  at.standing.set('top', 'outside');
  expect(await at.in('b')).toEqual({ outside: ALONE });
  expect(at.standing.get('top')).toBe('outside');
});

test('at the end of the run all is put on its ground, with what stood there kept once', async () => {
  const at = site();
  await at.atWork('a', 'b');
  for (const file of ['a/x', 'top']) at.standing.set(file, 'mine');
  await at.checkout.sessionOver(at.build, 'b');
  await at.clock.advance(5);
  await at.checkout.close(at.build);
  expect([...at.refs.keys()]).toEqual(['refs/xpar/backup/_checkout/1000', 'refs/xpar/backup/a/1005']);
  expect(Object.fromEntries(at.standing)).toEqual(TREES.c1);
});

test('a HEAD that was moved is put back and told; commits that no branch holds are kept, and no file is touched', async () => {
  const at = site({ ...TREES, loose: {} });
  await at.atWork('a');
  at.standing.set('a/x', 'mine');
  at.head = { commit: 'loose' };
  expect(await at.checkout.sessionOver(at.build, 'a')).toBeUndefined();
  expect([at.head, at.standing.get('a/x')]).toEqual([{ commit: 'c1' }, 'mine']);
  at.head = { commit: 'c1', branch: 'mine' };
  await at.checkout.sessionOver(at.build, 'a');
  expect(at.problems).toEqual([
    { reason: 'checkout-moved', stories: ['a'], was: 'c1', now: 'loose', kept: 'refs/xpar/backup/_head/1000' },
    { reason: 'checkout-moved', stories: [], was: 'c1', now: 'mine' },
  ]);
});

test('a lane that was let in and never began is in nobody’s way', async () => {
  const at = site();
  await at.in('a');
  await at.checkout.enter(at.build, { story: 'other', files: ['a/x'], tip: 'c1', commit: 'c1' });
  expect([at.checkout.filesOf('a'), at.checkout.filesOf('other')]).toEqual([undefined, ['a/x']]);
});

const LOCKED = {
  c1: { 'package-lock.json': '1', 'a/x': '1' },
  c2: { 'package-lock.json': '2', 'a/x': '1' },
} as const;

test('an installer runs again when its lockfile differs, and not before those at work have left', async () => {
  const at = site(LOCKED);
  await at.atWork('a');
  const entering = at.in('b', { tip: 'c2' });
  await at.clock.advance(1);
  expect([at.installs, at.standing.get('package-lock.json')]).toEqual([['npm ci'], '1']);
  await at.checkout.sessionOver(at.build, 'a');
  await at.checkout.leave(at.build, 'a');
  expect(await entering).toMatchObject({ copied: [] });
  expect([at.installs, at.standing.get('package-lock.json')]).toEqual([['npm ci', 'npm ci'], '2']);
});

test('a lane that waits for an installer’s turn is told as waiting, for one at work after the other', async () => {
  const at = site(LOCKED);
  await at.atWork('a', 'c');
  const entering = at.in('b', { tip: 'c2' });
  for (const story of ['a', 'c']) {
    await at.clock.advance(1);
    await at.checkout.sessionOver(at.build, story);
    await at.checkout.leave(at.build, story);
  }
  await entering;
  expect(at.told).toEqual(['a', 'c'].map((on) => ({ t: 'waiting', story: 'b', for: 'checkout', on })));
});

test('a lane that waits for an installer’s turn is let go by an interrupt', async () => {
  const at = site(LOCKED);
  await at.atWork('a');
  const entering = at.in('b', { tip: 'c2' });
  await at.clock.advance(1);
  at.interrupt.abort();
  expect(await entering).toBe('interrupted');
});

test('what an installer changed is put back, and what it added is nobody’s edit', async () => {
  const at = site(LOCKED);
  at.onInstall = () => at.standing.set('package-lock.json', 'rewritten').set('built', '1');
  await at.atWork('a');
  expect(Object.fromEntries(at.standing)).toEqual({ ...LOCKED.c1, built: '1' });
  expect(await at.checkout.sessionOver(at.build, 'a')).toBeUndefined();
});

/** A run whose lanes `a` and, where wanted, `b` are at work, looked after while they tell of themselves. */
async function watchedRun(...stories: string[]) {
  const paper = paperCheckout(TREES);
  const { more, close } = checkoutFor(paper.build);
  const build = { ...paper.build, ...more };
  for (const story of stories) {
    await more.checkout!.enter(build, { story, files: [`${story}/**`], tip: 'c1', commit: 'c1' });
    await more.checkout!.begin(story);
  }
  const spend = { input: 1, cacheRead: 0, cacheWrite: 0, output: 1 };
  const usage = { t: 'usage', story: 'a', contextTokens: 1, floorTokens: 1, spend, requests: 1 } as unknown as Told;
  return { ...paper, build, close, works: () => more.tell!(usage) };
}

test('while sessions are at work a passing file stops nobody; one that lasts stops the run', async () => {
  const { standing, clock, interrupt, problems, works, ...run } = await watchedRun('a', 'b');
  standing.set('tmp~', 'passing');
  works();
  await clock.advance(500);
  standing.delete('tmp~');
  standing.set('top', 'outside');
  await clock.advance(600);
  expect(interrupt.signal.aborted).toBe(false);
  await clock.advance(1_000);
  expect([interrupt.signal.aborted, problems]).toEqual([
    true,
    [{ ...ALONE, stories: ['a', 'b'], scope: ['a/**', 'b/**'], kept: 'refs/xpar/backup/_checkout/3000' }],
  ]);
  await run.close();
});

test('who was alone at work then tells it as its own failure', async () => {
  const { standing, clock, interrupt, problems, works, build } = await watchedRun('a');
  standing.set('top', 'outside');
  works();
  await clock.advance(2_000);
  expect([interrupt.signal.aborted, problems]).toEqual([true, []]);
  expect(await build.checkout!.sessionOver(build, 'a')).toMatchObject({ paths: ['top'], stories: ['a'] });
});

test('no checkout is shared under any other mode', async () => {
  const { build } = paperCheckout(TREES);
  const { config } = build.project;
  const own = { ...build.project, config: { ...config, parallel: { ...config.parallel, mode: 'worktree' as const } } };
  const { more, close } = checkoutFor({ ...build, project: own });
  await close();
  expect(more).toEqual({});
});
