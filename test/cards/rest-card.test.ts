import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStory } from '../../src/cards/read-story.ts';
import { restCardText } from '../../src/cards/rest-card.ts';
import { storyOf } from '../rig/story-of.ts';

const STORY = storyOf({
  id: 'add',
  title: 'Add: two',
  acceptance: ['two and three are five', 'none is refused'],
  files: ['src/*.mjs'],
  context: ['src/limits.mjs'],
  adrs: ['ADR-1'],
  budget: { model: 'claude-sonnet-4-6' },
});
const read = (text: string) => readStory('stories/add-rest.md', Buffer.from(text));

test('the draft for a remainder has the scope of its card, waits for it, and holds the criteria that nothing says are met', () => {
  const told = { completed: ['**two** and three are five'], pending: ['refuse none'], next: 'node check.mjs' };
  const text = restCardText({ story: STORY, told });
  expect(read(text)).toMatchObject({
    problems: [],
    story: {
      title: 'Add: two: the rest',
      status: 'draft',
      dependsOn: ['add'],
      files: ['src/*.mjs'],
      context: ['src/limits.mjs'],
      adrs: ['ADR-1'],
      budget: { model: 'claude-sonnet-4-6' },
      acceptance: ['none is refused'],
    },
  });
  expect(text).toContain('- refuse none\n- next: node check.mjs\n');
});

test('where nothing was told, or all of it is said to be done, every criterion stands for a person to strike', () => {
  expect(read(restCardText({ story: STORY })).story!.acceptance).toEqual(STORY.acceptance);
  const told = { completed: STORY.acceptance, pending: [] };
  expect(read(restCardText({ story: STORY, told })).story!.acceptance).toEqual(STORY.acceptance);
});

test('whatever an agent says of it, the draft reads without an error', () => {
  const words = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('---', '# x', '```', '\u001b[2J', '<!--'));
  fc.assert(
    fc.property(fc.array(words), words, (pending, next) => {
      const { problems, story } = read(restCardText({ story: STORY, told: { completed: [], pending, next } }));
      expect([problems, story?.acceptance]).toEqual([[], STORY.acceptance]);
    }),
    { numRuns: 30 },
  );
});
