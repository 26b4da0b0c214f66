import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import { floorOf, type Floor } from '../../../src/model/budget.ts';
import type { Subtask } from '../../../src/model/card.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { foldJournal } from '../../../src/record/fold.ts';
import { fansOut, isOthers, subtaskFloor, subtaskStates, subtasksLeft, type Card } from '../../../src/targets/sizes/subtasks.ts';
import { storyOf } from '../../rig/story-of.ts';

function sub(id: string, ...dependsOn: readonly string[]): Subtask {
  return { id, title: id, files: [`src/${id}`], dependsOn };
}

const CARD: Card = {
  story: storyOf({ id: 'beads', subtasks: [sub('one'), sub('two'), sub('three', 'one')] }),
  key: 'k',
  implementParts: { title: 't' },
};

const AT = { at: 1, run: 'r', key: 'k' } as const;

function at(journal: readonly JournalEntry[]) {
  return { config: completeConfig({}), store: { state: foldJournal(journal) } };
}

/** The journal after each of these was done, one after the other, for the card as it then was. */
function after(ids: readonly string[], card: Card = CARD, before: readonly JournalEntry[] = []): readonly JournalEntry[] {
  return ids.reduce<readonly JournalEntry[]>((journal, id) => {
    const { lane, parts } = subtaskStates(at(journal), card).find(({ subtask }) => subtask.id === id)!;
    const output = { commit: `of ${id} ${journal.length}`, tree: 't', base: 'b', changed: true };
    return [...journal, { ...AT, t: 'done', story: lane, step: 'implement', parts: parts!, output }];
  }, before);
}

const left = (journal: readonly JournalEntry[], card: Card = CARD): readonly string[] =>
  subtasksLeft(at(journal), card).map(({ subtask }) => subtask.id);

function failedBy(story: string, step: 'gate' | 'implement', problem: Problem): JournalEntry {
  return { ...AT, t: 'failed', story, step, counts: true, failure: '', problem };
}

test('what is done stays done, and one that needs it may begin then', () => {
  const open = (journal: readonly JournalEntry[]): readonly string[] =>
    subtaskStates(at(journal), CARD).flatMap(({ subtask, parts }) => (parts === undefined ? [] : [subtask.id]));
  expect([left([]), open([])]).toEqual([
    ['one', 'two', 'three'],
    ['one', 'two'],
  ]);
  const journal = after(['one']);
  expect([left(journal), open(journal)]).toEqual([
    ['two', 'three'],
    ['one', 'two', 'three'],
  ]);
});

test('another title, contract or ground makes it to be done again, and with it what began from its work', () => {
  const all = after(['one', 'two', 'three']);
  expect(left(all)).toEqual([]);
  const retitled = CARD.story.subtasks.map((one) => (one.id === 'two' ? { ...one, title: 'other' } : one));
  expect(left(all, { ...CARD, story: { ...CARD.story, subtasks: retitled } })).toEqual(['two']);
  expect(left(all, { ...CARD, implementParts: { title: 'other' } })).toEqual(['one', 'two', 'three']);
  expect(left(after(['one'], CARD, all))).toEqual(['three']);
});

test('one in conflict begins from the work of all others, and those whose work stands keep it', () => {
  const conflict: Problem = { reason: 'subtask-conflict', story: 'beads', subtask: 'one', paths: ['x'] };
  const journal = [...after(['one', 'two', 'three']), failedBy('beads--one', 'implement', conflict)];
  expect(
    subtaskStates(at(journal), CARD).map(({ subtask, needs }) => [subtask.id, needs.map((need) => need.subtask.id)]),
  ).toEqual([
    ['two', []],
    ['one', ['two']],
    ['three', ['one']],
  ]);
  expect(left(journal)).toEqual(['one', 'three']);
});

test('a story is worked on in parts until these have come together; what fails after that one session mends', () => {
  const all = after(['one', 'two', 'three']);
  const red: Problem = { reason: 'nothing-done', story: 'beads', log: '' };
  const own: Problem = { reason: 'subtask-failed', story: 'beads', subtask: 'one', problem: red };
  expect(fansOut(at([]), CARD)).toBe(true);
  expect(fansOut(at(all), CARD)).toBe(true);
  expect(fansOut(at([...all, failedBy('beads', 'implement', own)]), CARD)).toBe(true);
  expect(fansOut(at([...all, failedBy('beads', 'gate', red)]), CARD)).toBe(false);
  expect(fansOut(at([]), { ...CARD, story: storyOf({ id: 'beads' }) })).toBe(false);
  // One session has worked on the whole since: parts know nothing of that, whatever the card says now.
  const output = { commit: 'of all', tree: 't', base: 'b', changed: true };
  const worked: JournalEntry = { ...AT, t: 'done', story: 'beads', step: 'implement', parts: CARD.implementParts, output };
  const whole = [...all, failedBy('beads', 'gate', red), worked];
  expect(fansOut(at(whole), { ...CARD, key: 'edited', implementParts: { title: 'other' } })).toBe(false);
});

test('of a story that has landed nothing is gone on from', () => {
  const away: JournalEntry = { at: 2, run: 'r', t: 'put-away', story: 'beads--one' };
  expect(left([...after(['one', 'two', 'three']), away])).toEqual(['one', 'three']);
});

test('a subtask is given no context that others change, but what it names or begins from', () => {
  const others = [sub('one'), sub('two')];
  expect(isOthers(sub('three', 'one'), { others, stands: ['one'] }, 'src/two')).toBe(true);
  expect(isOthers(sub('three', 'one'), { others, stands: ['one'] }, 'src/one')).toBe(false);
  // What it needs began from work of another.
  expect(isOthers(sub('three', 'two'), { others, stands: ['one', 'two'] }, 'src/one')).toBe(false);
  expect(isOthers(sub('two'), { others, stands: [] }, 'src/two')).toBe(false);
  expect(isOthers(sub('three'), { others, stands: [] }, 'src/all')).toBe(false);
});

test('the floor of a subtask holds what it begins from, however far back that is', () => {
  const chain = [sub('one'), sub('two', 'one'), sub('three', 'two'), sub('four')];
  const story = storyOf({ id: 'beads', subtasks: chain });
  const file = (name: string, tokens: number): Floor['parts'][number] => ({ kind: 'file', name, tokens });
  const floor = floorOf([file('src/one', 1), file('src/two', 10), file('src/three', 100), file('src/four', 1000)]);
  expect(chain.map((one) => subtaskFloor(story, one, floor).tokens)).toEqual([1, 11, 111, 1000]);
});
