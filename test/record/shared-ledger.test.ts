import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING_SHARED } from '../../src/model/history.ts';
import type { JournalEntry } from '../../src/model/record.ts';
import { foldJournal } from '../../src/record/fold.ts';
import { landedBeside, landedSessions } from '../../src/record/landed-sessions.ts';
import { localIdentities, readShared, sharedFiles, type SharedFile } from '../../src/record/shared-ledger.ts';
import { memoryFiles } from '../rig/memory-files.ts';
import { threeWeeks } from '../rig/three-weeks.ts';
import { anyEntry, integrated, sessionOf } from './entries.ts';

const AT = { top: '/r', folder: 'ledger' };
const filesOf = (...lists: readonly (readonly SharedFile[])[]) =>
  memoryFiles(Object.fromEntries(lists.flat().map(({ name, text }) => [`/r/ledger/${name}`, text])));
const session = (run: string, story = 'login'): JournalEntry => ({
  t: 'session',
  at: 5,
  run,
  key: 'k',
  session: sessionOf({ story }),
});

test('what one wrote the other reads, and what both hold counts once', async () => {
  const mine = [session('mine'), integrated({ run: 'mine' })];
  const theirs = [session('theirs'), session('theirs', 'logout'), { t: 'iteration', at: 9, name: 'one' } as const];
  const files = filesOf(sharedFiles(mine), sharedFiles(theirs), sharedFiles(mine));
  const { ledger, problems } = await readShared(files, AT, localIdentities(foldJournal(mine)));
  expect(problems).toEqual([]);
  expect(ledger.sessions.map(({ run, story }) => `${run} ${story}`).toSorted()).toEqual(['theirs login', 'theirs logout']);
  expect(ledger.integrations).toEqual([]);
  expect(ledger.cuts).toEqual([{ at: 9, name: 'one' }]);
});

test('without a local journal the ledger gives back every session, base, landing and cut, as they were', async () => {
  const entries = threeWeeks(20);
  const { ledger } = await readShared(filesOf(sharedFiles(entries)), AT, new Set());
  const state = foldJournal(entries);
  const { sessions, integrations } = state;
  expect(ledger.sessions).toEqual(sessions);
  expect(ledger.integrations.map(({ story, at }) => ({ story, at }))).toEqual(
    integrations.map(({ story, at }) => ({ story, at })),
  );
  const landed = landedSessions(state, NOTHING_SHARED);
  expect([...landedSessions(foldJournal([]), ledger)]).toEqual(sessions.filter((one) => landed.has(one)));
});

test("others' roles have their part in what landed, here as there", async () => {
  const ran = (role: string, at: number, key = 'k1'): JournalEntry => ({
    t: 'session',
    at,
    run: 'r1',
    key,
    session: sessionOf({ role, startedAt: at - 1 }),
  });
  const chain = [ran('test-writer', 10), ran('test-writer', 20), ran('implementer', 30), ran('reviewer', 40)];
  const entries = [ran('writer', 5, 'k0'), ...chain, integrated({ at: 50, key: 'k1' }), ran('test-writer', 60)];
  const { ledger } = await readShared(filesOf(sharedFiles(entries)), AT, new Set());
  const at = (all: ReadonlySet<{ readonly at: number }>): readonly number[] =>
    [...all].map((one) => one.at).toSorted((a, b) => a - b);
  expect(at(landedBeside(foldJournal(entries), NOTHING_SHARED))).toEqual([20, 40]);
  expect(at(landedBeside(foldJournal([]), ledger))).toEqual([20, 40]);
});

test('two sessions of one run and story with one attempt number are two: a card edited under watch counts anew', async () => {
  const ran = (startedAt: number): JournalEntry => ({
    t: 'session',
    at: startedAt + 1,
    run: 'watch',
    key: `k${startedAt}`,
    session: sessionOf({ startedAt, attempt: 1 }),
  });
  const entries = [ran(10), integrated({ run: 'watch', at: 15, key: 'k10' }), ran(20), ran(30)];
  const { ledger } = await readShared(filesOf(sharedFiles(entries)), AT, new Set());
  expect(ledger.sessions.map(({ startedAt }) => startedAt)).toEqual([10, 20, 30]);
  expect(ledger.integrations).toMatchObject([{ key: 'k10', session: { run: 'watch', startedAt: 10 } }]);
  expect([...landedSessions(foldJournal([]), ledger)].map(({ startedAt }) => startedAt)).toEqual([10]);
  const local = localIdentities(foldJournal(entries.slice(0, 3)));
  const rest = await readShared(filesOf(sharedFiles(entries)), AT, local);
  expect(rest.ledger.sessions.map(({ startedAt }) => startedAt)).toEqual([30]);
});

test('what was rebuilt from trailers is another reading of what others share themselves, and is never shared', () => {
  const rebuilt = [session('rebuilt', 'logout'), integrated({ run: 'rebuilt', story: 'logout' })];
  expect(sharedFiles([session('r1'), ...rebuilt])).toEqual(sharedFiles([session('r1')]));
  const landed = integrated({ run: 'r1', at: 9 });
  expect(sharedFiles([session('r1'), session('rebuilt'), landed])).toEqual(sharedFiles([session('r1'), landed]));
});

test('files of two people never have one name and two contents', () => {
  const journal = fc.array(anyEntry, { maxLength: 10 });
  fc.assert(
    fc.property(journal, journal, (mine, theirs) => {
      const contents = new Map<string, string>();
      for (const { name, text } of [...sharedFiles(mine), ...sharedFiles(theirs)]) {
        expect(contents.get(name) ?? text).toBe(text);
        contents.set(name, text);
      }
    }),
  );
});

test('a failure, its text and what was typed are never shared', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 20 }), (entries) => {
      const kinds = sharedFiles(entries).map(({ text }) => (JSON.parse(text) as JournalEntry).t);
      expect(kinds.every((kind) => ['session', 'base', 'integrated', 'iteration'].includes(kind))).toBe(true);
    }),
  );
});

test('line ends that a checkout turned are no damage', async () => {
  const files = filesOf(sharedFiles([session('a')]).map(({ name, text }) => ({ name, text: text.replace('\n', '\r\n') })));
  expect((await readShared(files, AT, new Set())).ledger.sessions).toHaveLength(1);
});

test.each([
  ['changed', (text: string) => text.replace('8800', '8801')],
  ['cut short', (text: string) => text.slice(0, -9)],
  ['merged with its conflict marks', (text: string) => `<<<<<<< ours\n${text}`],
  ['emptied', () => ''],
])('a file that was %s is told and not believed', async (_, damage) => {
  const files = filesOf(sharedFiles([session('a')]).map(({ name, text }) => ({ name, text: damage(text) })));
  const { ledger, problems } = await readShared(files, AT, new Set());
  expect(ledger.sessions).toEqual([]);
  expect(problems).toMatchObject([
    { reason: 'shared-damaged', place: { file: expect.stringMatching(/^ledger\/[0-9a-f]{20}\.json$/) } },
  ]);
});

test.each([
  ['no session', { t: 'session', at: 1, run: 'r', key: 'k', session: { story: 'x' } }],
  ['a negative size', { ...session('r'), session: sessionOf({ durationMs: -5 }) }],
  ['a size that is text', { ...session('r'), session: sessionOf({ startedAt: '1' as never }) }],
  ['an outcome nobody knows', { ...session('r'), session: sessionOf({ outcome: 'great' as never }) }],
  ['another kind', { t: 'retry', at: 1, story: 'x' }],
  ['a list', [1]],
  ['nothing', null],
  ['what every object has', { t: 'toString' }],
])('a well-named file that holds %s is told and not believed', async (_, value) => {
  const { createHash } = await import('node:crypto');
  const text = `${JSON.stringify(value)}\n`;
  const name = `${createHash('sha256').update(text).digest('hex').slice(0, 20)}.json`;
  const { ledger, problems } = await readShared(filesOf([{ name, text }]), AT, new Set());
  expect(ledger.sessions).toEqual([]);
  expect(problems).toHaveLength(1);
});

test('where there is no folder yet, nothing is shared', async () => {
  expect(await readShared(memoryFiles(), AT, new Set())).toMatchObject({ ledger: { sessions: [] }, problems: [] });
});
