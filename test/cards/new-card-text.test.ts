import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAdrText, newStoryText } from '../../src/cards/new-card-text.ts';
import { readAdr } from '../../src/cards/read-adr.ts';
import { readStory } from '../../src/cards/read-story.ts';
import { bytesOf } from './card-bytes.ts';

test('a new story is a draft that reads without a problem', () => {
  const { story, problems } = readStory('stories/weigh-parcel.md', bytesOf(newStoryText('weigh-parcel', 'Weigh a parcel')));
  expect(problems).toEqual([]);
  expect(story).toMatchObject({ id: 'weigh-parcel', title: 'Weigh a parcel', status: 'draft' });
  expect(story?.acceptance).toHaveLength(1);
});

test('a new ADR is a proposal that reads without a problem and has every section', () => {
  const { adr, problems } = readAdr('adr/ADR-7-pounds.md', bytesOf(newAdrText(7, 'Pounds abroad')));
  expect(problems).toEqual([]);
  expect(adr).toMatchObject({
    id: 'ADR-7',
    title: 'Pounds abroad',
    status: 'proposed',
    has: { decision: true, contract: true, doesNotDecide: true },
    references: [],
  });
});

test.each(['true', '2026-01-01', '1e3', 'null', '010'])('an id that YAML would not read as text (%s) is quoted', (id) => {
  const { story, problems } = readStory(`stories/${id}.md`, bytesOf(newStoryText(id, 'x')));
  expect([story?.id, problems]).toEqual([id, []]);
});

test('any title is kept', () => {
  const title = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(title, (text) => {
      expect(readStory('stories/a.md', bytesOf(newStoryText('a', text))).story?.title).toBe(text.trim());
      expect(readAdr('adr/ADR-1.md', bytesOf(newAdrText(1, text))).adr?.title).toBe(text.trim());
    }),
  );
});
