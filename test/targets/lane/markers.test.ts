import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import { conflictOf, markersStanding } from '../../../src/targets/lane/conflict-of.ts';
import { unfitWork } from '../../../src/targets/lane/unfit-work.ts';
import { dilemmaOf, resolve } from '../../../src/targets/person/resolve.ts';
import type { Build, Lane } from '../../../src/targets/run/build.ts';
import type { Host } from '../../../src/host/host.ts';
import type { Intent } from '../../../src/targets/choose/intent.ts';
import { carded, surveyOf } from '../survey-of.ts';

const PLACE = `<<<<<<< ${'a'.repeat(40)}\none\n=======\ntwo\n>>>>>>> ${'b'.repeat(40)}\n`;
const WORK = { commit: 'w', tree: 't', base: 'tip', changed: true };

/** Commits with what their files hold; what changed between two is what differs. */
function hostWith(trees: Readonly<Record<string, Readonly<Record<string, string>>>>): Host {
  const texts = Object.values(trees).flatMap((tree) => Object.values(tree));
  const git = {
    commitOf: async (_top: string, rev: string) => (rev === 'w^1' ? 'tip' : rev),
    changedPaths: async (_top: string, from: string, to: string) =>
      [...new Set([...Object.keys(trees[from]!), ...Object.keys(trees[to]!)])].filter(
        (path) => trees[from]![path] !== trees[to]![path],
      ),
    files: async (_top: string, commit: string, paths = Object.keys(trees[commit]!)) =>
      new Map(
        paths.flatMap((path) => {
          const text = trees[commit]![path];
          return text === undefined ? [] : [[path, { mode: '100644', blob: `blob ${texts.indexOf(text)}` }]];
        }),
      ),
    blobs: async (_top: string, ids: readonly string[]) =>
      new Map(ids.map((id) => [id, Buffer.from(texts[Number(id.slice(5))]!)])),
  };
  return { git, clock: { now: () => 9 } } as unknown as Host;
}

const story = carded('two', 'the words');
const marked = hostWith({ tip: { 'a.ts': 'one\n', 'doc.md': PLACE }, w: { 'a.ts': PLACE, 'doc.md': `${PLACE}more\n` } });

interface Bench {
  readonly build: Build;
  readonly lane: Lane;
  readonly survey: Intent['survey'];
}

async function bench(host: Host, journal: (key: string) => readonly object[], card = story): Promise<Bench> {
  const stories = [card, carded('one', 'other words')];
  const { key } = (await surveyOf({ stories })).measured.get('two')!;
  const before = await surveyOf({ stories, journal: journal(key) as JournalEntry[] });
  const survey = { ...before, project: { ...before.project, landings: new Map([['one', { key: 'o', commit: 'm1', at: 0 }]]) } };
  return { build: { host, project: survey.project } as unknown as Build, lane: { story: card, key } as Lane, survey };
}

const at = { at: 1, run: 'r', story: 'two', attempt: 1 };
const done = (key: string): object => ({ t: 'done', ...at, step: 'implement', key, parts: {}, output: WORK });
const failed = (key: string, problem: object): object => ({
  t: 'failed',
  ...at,
  step: 'gate',
  key,
  counts: true,
  failure: '',
  problem,
});
const WAVE = {
  t: 'wave',
  at: 1,
  run: 'r',
  stories: ['two'],
  landed: [],
  clashes: [{ story: 'two', kind: 'textual', paths: ['a.ts'], with: ['one'], step: 'rebase', foretold: false }],
};
const inVain = (key: string): readonly object[] => [
  WAVE,
  failed(key, { reason: 'merge-conflict', story: 'two', paths: ['a.ts'], onto: 'tip' }),
  done(key),
  failed(key, { reason: 'markers-left', story: 'two', paths: ['a.ts'] }),
];

test('markers are refused whatever tries there were: after a retry too, and of a lane that never was rebased', async () => {
  const problem = { reason: 'markers-left', story: 'two', paths: ['a.ts'] };
  for (const journal of [inVain, (key: string) => [...inVain(key), { t: 'retry', ...at }], (key: string) => [done(key)]]) {
    const { build, lane } = await bench(marked, journal);
    expect(await unfitWork(build, lane, WORK)).toMatchObject({ end: 'failed', retry: true, problem });
  }
});

test('what the base held before, what the card lets through, and work that changed nothing are fit', async () => {
  const clean = hostWith({ tip: { 'doc.md': PLACE }, w: { 'doc.md': `${PLACE}more\n` } });
  const one = await bench(clean, () => []);
  expect(await unfitWork(one.build, one.lane, WORK)).toBeUndefined();
  const allowed = await bench(marked, () => [], { ...story, allowProtected: ['*.ts'] });
  expect(await unfitWork(allowed.build, allowed.lane, WORK)).toBeUndefined();
  const other = await bench(marked, () => []);
  expect(await unfitWork(other.build, other.lane, { ...WORK, changed: false })).toBeUndefined();
});

test('a file that differs from another in case alone is refused, but where both stood before, or one takes the name of the other', async () => {
  const fit = async (tip: object, w: object): Promise<object | undefined> => {
    const { build, lane } = await bench(hostWith({ tip, w } as Parameters<typeof hostWith>[0]), () => []);
    return unfitWork(build, lane, WORK);
  };
  const both = { 'readme.TXT': 'a', 'readme.txt': 'b' };
  const problem = { reason: 'case-twins', twins: [{ path: 'readme.txt', beside: 'readme.TXT' }] };
  expect(await fit({ 'readme.TXT': 'a' }, both)).toMatchObject({ end: 'failed', retry: true, problem });
  expect(await fit(both, { ...both, 'readme.txt': 'c' })).toBeUndefined();
  expect(await fit({ 'readme.TXT': 'a' }, { 'readme.txt': 'a', 'b.txt': 'b' })).toBeUndefined();
});

test('a session that goes on from marked work is told where they stand, and one that begins anew is not', async () => {
  const { build } = await bench(marked, (key) => [...inVain(key), { t: 'retry', ...at }]);
  expect(await markersStanding(build, story, { base: 'tip', left: 'w' })).toEqual(['a.ts']);
  expect(await markersStanding(build, story, { base: 'tip', left: 'w', isAnew: true })).toEqual([]);
  expect(await markersStanding(build, story, { base: 'tip', left: undefined })).toEqual([]);
});

test('rebased in vain, it is told what it conflicted with, and with whom, as it was left', async () => {
  const { build, lane } = await bench(marked, inVain);
  expect(await conflictOf(build, lane, { base: 'tip' })).toMatchObject({
    how: 'again',
    paths: ['a.ts'],
    others: [{ story: 'one' }],
    hunks: `a.ts\n${PLACE}`.trimEnd(),
  });
});

test('a person may decide about it, but not to land it as it is; and there is nothing to decide about markers of its own making', async () => {
  const { survey } = await bench(marked, inVain);
  const found = await dilemmaOf(marked, survey, 'two');
  expect(found).toMatchObject({ ok: true, value: { markers: ['a.ts'], others: [{ story: 'one', commit: 'm1' }] } });
  if (!found.ok) return;
  const word = {
    choice: 'this' as const,
    withDependents: false,
    command: '',
    look: async () => ({ ok: true as const, value: survey }),
  };
  expect(await resolve(marked, survey, found.value, word)).toMatchObject({
    ok: false,
    problems: [{ name: '--take', found: 'this' }],
  });
  const alone = await bench(marked, (key) => [done(key), failed(key, { reason: 'markers-left', story: 'two', paths: ['a.ts'] })]);
  expect(await dilemmaOf(marked, alone.survey, 'two')).toMatchObject({ ok: false, problems: [{ reason: 'bad-argument' }] });
});
