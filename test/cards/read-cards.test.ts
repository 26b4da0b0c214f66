import { expect, test } from 'vitest';
import { newAdrText, newStoryText } from '../../src/cards/new-card-text.ts';
import { parseCard, type ParseCards } from '../../src/cards/parse-card.ts';
import { readCards, type Cards } from '../../src/cards/read-cards.ts';
import type { ReadResult } from '../../src/host/host.ts';
import { memoryFiles } from './memory-files.ts';

const FOLDERS = { stories: 'stories', adrs: 'docs/adr' };

async function read(contents: Readonly<Record<string, string | ReadResult>>, folders = FOLDERS): Promise<Cards> {
  const parse: ParseCards = async (texts) => texts.map(parseCard);
  return (await readCards(memoryFiles('/repo', contents), '/repo', folders, { parse })).cards;
}

test('cards of both folders are read, in the order of their names', async () => {
  const cards = await read({
    'stories/b.md': newStoryText('b', 'B'),
    'stories/a.md': newStoryText('a', 'A'),
    'docs/adr/ADR-2-x.md': newAdrText(2, 'X'),
    'stories/Button.stories.tsx': 'code',
  });
  expect(cards.stories.map(({ id, file }) => [id, file])).toEqual([
    ['a', 'stories/a.md'],
    ['b', 'stories/b.md'],
  ]);
  expect(cards.adrs.map(({ id, file }) => [id, file])).toEqual([['ADR-2', 'docs/adr/ADR-2-x.md']]);
  expect([cards.problems, cards.unreadable]).toEqual([[], []]);
});

test('folders that do not exist hold no cards', async () => {
  expect(await read({})).toEqual({ stories: [], adrs: [], unreadable: [], problems: [] });
});

test('a folder may be written with dots and slashes', async () => {
  const cards = await read({ 'stories/a.md': newStoryText('a', 'A') }, { stories: './stories/', adrs: 'adr' });
  expect(cards.stories.map(({ file }) => file)).toEqual(['stories/a.md']);
});

test('a card that cannot be read still has its id', async () => {
  const cards = await read({
    'stories/a.md': '---\ntitle: a\n',
    'stories/b.md': { ok: false, trouble: 'outside', detail: 'a link to /etc/passwd' },
    'stories/c.md': { ok: false, trouble: 'too-large', detail: '300000' },
    'docs/adr/0003-x.md': '---\na: *b\n---\n',
  });
  expect(cards.unreadable).toEqual(['a', 'b', 'c', 'ADR-3']);
  expect(cards.stories).toEqual([]);
  expect(cards.problems).toMatchObject([
    { reason: 'front-matter-unclosed' },
    { reason: 'unreadable', detail: 'outside the repository: a link to /etc/passwd', place: { file: 'stories/b.md' } },
    { reason: 'too-large', bytes: 300_000, place: { file: 'stories/c.md' } },
    { reason: 'yaml-alias' },
  ]);
});

test('files that are no cards are noted, and are nothing to refer to', async () => {
  const cards = await read({ 'stories/readme.md': '# Stories', 'docs/adr/README.md': '# ADRs' });
  expect(cards.unreadable).toEqual([]);
  expect(cards.problems).toMatchObject([
    { reason: 'skipped-file', place: { file: 'stories/readme.md' } },
    { reason: 'skipped-file', place: { file: 'docs/adr/README.md' } },
  ]);
});

test('names that differ only by case or by composition are duplicates', async () => {
  const cards = await read({
    'stories/Story-1.md': newStoryText('Story-1', 'A'),
    'stories/story-1.md': newStoryText('story-1', 'A'),
    'stories/caf\u00e9.md': newStoryText('x', 'A'),
    'stories/cafe\u0301.md': newStoryText('x', 'A'),
  });
  const duplicates = cards.problems.filter(({ reason }) => reason === 'duplicate-id');
  expect(duplicates).toMatchObject([
    { other: 'stories/cafe\u0301.md', place: { file: 'stories/caf\u00e9.md' } },
    { other: 'stories/Story-1.md', place: { file: 'stories/story-1.md' } },
  ]);
  expect(cards.stories).toEqual([]);
  expect(cards.unreadable).toEqual(['story-1']);
});

test('two ADRs of one number are duplicates, however it is written', async () => {
  const cards = await read({ 'docs/adr/0014-a.md': newAdrText(14, 'A'), 'docs/adr/ADR-14-b.md': newAdrText(14, 'B') });
  expect(cards.adrs.map(({ title }) => title)).toEqual(['A']);
  expect(cards.problems).toMatchObject([
    { reason: 'duplicate-id', id: 'ADR-14', other: 'docs/adr/0014-a.md', place: { file: 'docs/adr/ADR-14-b.md' } },
  ]);
});
