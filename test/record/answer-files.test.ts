import { expect, test } from 'vitest';
import { answersLeft, clearAnswer, leaveAnswer } from '../../src/record/answer-files.ts';
import { layoutOf } from '../../src/record/layout.ts';
import { openStore } from '../../src/record/store.ts';
import { journalLine } from '../../src/record/journal.ts';
import type { InboxEntry } from '../../src/model/inbox.ts';
import { memoryFiles } from '../rig/memory-files.ts';

const LAYOUT = layoutOf('/repo/.git');
const ANSWER = { t: 'inbox-answered', at: 5, id: 'A-7', answer: { allow: false, by: 'person', why: 'no' } } as const;
const OPENED: InboxEntry = {
  t: 'inbox-opened',
  at: 1,
  run: 'r',
  item: {
    id: 'A-7',
    story: 'add',
    key: 'k',
    agent: 'acp',
    settings: 's',
    asking: { about: 'loop', tool: 't', action: 'x', times: 3 },
  },
};

test('an answer that is left is read as it was given, and gone when it is cleared', async () => {
  const files = memoryFiles();
  await leaveAnswer(files, LAYOUT, ANSWER);
  expect(await answersLeft(files, LAYOUT)).toEqual([ANSWER]);
  await clearAnswer(files, LAYOUT, ANSWER);
  expect(await answersLeft(files, LAYOUT)).toEqual([]);
});

test.each([
  ['half of one', 'A-7.json', '{"id":"A-7","at":5,"ans'],
  ['one under another name', 'A-8.json', JSON.stringify(ANSWER)],
  ['one without a word', 'A-7.json', JSON.stringify({ ...ANSWER, answer: { why: 'yes' } })],
  ['one that is no object', 'A-7.json', 'null'],
  ['one that is far too long', 'A-7.json', JSON.stringify({ ...ANSWER, answer: { allow: true, why: 'x'.repeat(20_000) } })],
  ['another file', 'notes.json', JSON.stringify(ANSWER)],
])('%s is no answer', async (_what, name, text) => {
  expect(await answersLeft(memoryFiles({ [`${LAYOUT.inbox}/${name}`]: text }), LAYOUT)).toEqual([]);
});

test('nobody but a person is believed to have answered, whatever the file says', async () => {
  const forged = JSON.stringify({ ...ANSWER, t: 'granted', answer: { allow: true, by: 'autonomous', more: 1 } });
  const files = memoryFiles({ [`${LAYOUT.inbox}/A-7.json`]: forged });
  expect(await answersLeft(files, LAYOUT)).toEqual([{ ...ANSWER, answer: { allow: true, by: 'person', more: 1 } }]);
});

test('an answer counts from the moment its file stands, also before it is in the journal', async () => {
  const files = memoryFiles({ [LAYOUT.journal]: journalLine(OPENED) });
  await leaveAnswer(files, LAYOUT, ANSWER);
  const opened = await openStore(files, LAYOUT);
  expect(opened.ok && opened.store.state.inbox).toMatchObject([{ id: 'A-7', answer: { allow: false, why: 'no', at: 5 } }]);
});
