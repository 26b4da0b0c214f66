import { expect, test } from 'vitest';
import type { Checkpoint } from '../../../src/model/checkpoint.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import type { Build, Lane } from '../../../src/targets/run/build.ts';
import { resumeFor } from '../../../src/targets/lane/resume.ts';

const LEFT = { id: '01a1fcaf-b51f-7de2-b093-af61fbc1bf6f', model: 'gpt-5.5', startedAt: 7, nth: 3 };
const LAST = { story: 'weigh', outcome: 'stopped', key: 'k', startedAt: 7, agent: 'codex' };

function resumed(
  left: Partial<NonNullable<Checkpoint['session']>> = {},
  last: object = {},
  caps: object = { resume: true },
): ReturnType<typeof resumeFor> {
  const checkpoint = { key: 'k', commit: 'c', completed: [], pending: [], session: { ...LEFT, ...left } };
  const state = {
    stories: new Map([['weigh', { steps: {}, failures: [], starts: 3, checkpoint }]]),
    sessions: [{ ...LAST, ...last }],
  };
  const build = { project: { store: { state, layout: layoutOf('/office/.git') } } } as unknown as Build;
  const lane = { adapter: { name: 'codex', caps }, story: { id: 'weigh' }, key: 'k' } as unknown as Lane;
  return resumeFor(build, lane, 'gpt-5.5');
}

test('a session that was left cleanly is gone on with, from the folder in which it left its files', () => {
  expect(resumed()).toMatchObject({ session: LEFT.id, nth: 3, stateDir: '/office/.xpar/lanes/weigh/3' });
});

test.each([
  ['that did not end by an interrupt', {}, { outcome: 'crashed' }],
  ['after which another was tried', {}, { startedAt: 8 }],
  ['of another agent', {}, { agent: 'claude' }],
  ['of another model', { model: 'gpt-5.4' }, {}],
  ['of another wording', {}, { key: 'other' }],
  ['of another effort', {}, { effort: 'high' }],
  ['whose name is an option', { id: '--dangerously-bypass-approvals-and-sandbox' }, {}],
  ['whose name is no word', { id: 'a b' }, {}],
])('one %s is not', (_which, left, last) => {
  expect(resumed(left, last)).toBeUndefined();
});

test('nor is that of an agent which cannot', () => {
  expect(resumed({}, {}, { resume: false })).toBeUndefined();
});
