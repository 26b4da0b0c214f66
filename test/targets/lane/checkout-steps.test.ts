import { expect, test } from 'vitest';
import type { AgentResult } from '../../../src/model/agent.ts';
import type { EditOutside } from '../../../src/model/checkout-problem.ts';
import { outsideAll } from '../../../src/targets/lane/checkout-steps.ts';
import type { Lane } from '../../../src/targets/run/build.ts';
import { paperCheckout } from '../../rig/paper-checkout.ts';
import { storyOf } from '../../rig/story-of.ts';

const LANE = { story: storyOf({ id: 'a', files: ['a/**'] }), adapter: { name: 'command' } } as unknown as Lane;

async function ended(stories: readonly string[], how: { isSpoilt?: boolean; outcome?: AgentResult['outcome'] } = {}) {
  const { build, folder, standing, problems, interrupt, kept, refs } = paperCheckout({ c1: { 'a/x': '1' } }, [], { a: ['a/**'] });
  build.host.git.changedPaths = async () => ['a/x'];
  standing.set('a/x', 'mine').set('top', 'outside');
  const outside: EditOutside = { reason: 'edit-outside', stories, paths: ['top'], scope: ['a/**'] };
  const { outcome = 'completed', isSpoilt = false } = how;
  const result = {
    outcome,
    report: 'done',
    commands: [],
    unauditedCommands: [],
    edits: [],
    denials: 0,
    compactions: 0,
  } as unknown as AgentResult;
  const place = { path: folder, branch: 'xpar/a', base: 'c1' };
  const at = { place, result, folder: '/state', session: {} as never, isSpoilt };
  const end = await outsideAll(build, LANE, at, outside);
  return { end, problems, isStopped: interrupt.signal.aborted, work: kept('refs/heads/xpar/a'), refs };
}

test('who was alone at work has used a try, is told of it, and keeps what it had done of its own', async () => {
  const { end, problems, isStopped, work } = await ended(['a']);
  expect(end).toMatchObject({ end: 'failed', problem: { reason: 'edit-outside' }, retry: false, counts: true, halt: true });
  expect(end).toMatchObject({ failure: expect.stringContaining('top') as string });
  expect([problems, isStopped, work]).toEqual([[], true, { 'a/x': 'mine' }]);
});

test('of several it may have been another: the run is stopped, and the session goes on as it ended', async () => {
  const { end, problems, isStopped, refs } = await ended(['a', 'b']);
  expect([end, problems.length, isStopped, refs.size]).toEqual([undefined, 1, true, 0]);
});

test('what a session is put out for anyway is told beside it', async () => {
  const { end, problems, isStopped } = await ended(['a'], { isSpoilt: true });
  expect([end, problems.length, isStopped]).toEqual([undefined, 1, true]);
});

test('of a session that did not complete nothing is taken', async () => {
  const { end, refs } = await ended(['a'], { outcome: 'failed' });
  expect([end?.end, refs.size]).toEqual(['failed', 0]);
});
