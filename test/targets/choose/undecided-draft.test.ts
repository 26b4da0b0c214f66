import { expect, test } from 'vitest';
import type { StoryStatus } from '../../../src/model/card.ts';
import { undecidedDraft } from '../../../src/targets/choose/undecided-draft.ts';
import { storyOf } from '../../rig/story-of.ts';

const DRAFT = 'stories/add-rest.md';

interface Given {
  readonly status?: StoryStatus;
  readonly unreadable?: readonly string[];
  readonly reopening?: 'all' | readonly string[];
  readonly key?: string;
}

function found({ status, unreadable = [], reopening, key = 'k' }: Given): string | undefined {
  const parked = { key: 'k', why: { by: 'zone', contextTokens: 9, limitTokens: 8, draft: DRAFT } };
  const project = {
    store: { state: { stories: new Map([['add', { parked }]]) } },
    stories: status === undefined ? [] : [storyOf({ id: 'add-rest', status })],
    unreadable,
    ...(reopening && { reopening }),
  };
  return undecidedDraft(project as never, { story: storyOf({ id: 'add' }), key }).undecidedDraft;
}

test('a draft is undecided while it is one, or cannot be read', () => {
  expect(found({ status: 'draft' })).toBe(DRAFT);
  expect(found({ unreadable: ['add-rest'] })).toBe(DRAFT);
  for (const status of ['ready', 'dropped', 'blocked'] as const) expect(found({ status })).toBeUndefined();
  expect(found({ unreadable: ['rest'] })).toBeUndefined();
});

test('whoever names the story, or edits its card, has said that it goes on', () => {
  expect(found({ status: 'draft', reopening: ['add'] })).toBeUndefined();
  expect(found({ status: 'draft', key: 'another' })).toBeUndefined();
  expect(found({ status: 'draft', reopening: ['other'] })).toBe(DRAFT);
  expect(found({ status: 'draft', reopening: 'all' })).toBe(DRAFT);
});
