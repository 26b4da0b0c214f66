import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import { foldJournal, storyState } from '../../../src/record/fold.ts';
import { asCovered, readmit } from '../../../src/targets/lane/readmit.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { storyOf } from '../../rig/story-of.ts';
import { storeOf, surveyOf } from '../survey-of.ts';

const at = { at: 1, run: 'r', story: 'a', attempt: 1 };
const OUTPUT = { commit: 'w', tree: 't', base: 'b', changed: true };

function tried(key: string, problem: object, parts: object = {}): readonly JournalEntry[] {
  return [
    { t: 'started', ...at, step: 'implement', key },
    { t: 'done', ...at, step: 'implement', key, parts, output: OUTPUT },
    { t: 'started', ...at, step: 'gate', key },
    { t: 'failed', ...at, step: 'gate', key, counts: true, failure: '', problem },
  ] as JournalEntry[];
}

const outside = (...paths: string[]): object => ({ reason: 'outside-scope', story: 'a', paths, scope: ['x'] });
const shut = { reason: 'protected-touched', story: 'a', paths: ['lock.json'] };
const red = { reason: 'no-gates' };

function covered(journal: readonly JournalEntry[], files: readonly string[], allowProtected: readonly string[] = []): object {
  const { failures, steps } = asCovered(storyState(foldJournal(journal), 'a'), 'k', { files, allowProtected });
  return { tries: failures.length, work: steps.implement?.output.commit };
}

test('a try that failed for paths which the card covers by now does not count, and its work stands', () => {
  const journal = [...tried('k', outside('new.ts')), ...tried('k', outside('new.ts', 'more.ts'))];
  expect(covered(journal, ['x'])).toEqual({ tries: 2, work: undefined });
  expect(covered(journal, ['x', 'new.ts'])).toEqual({ tries: 1, work: undefined });
  expect(covered(journal, ['x', '*.ts'])).toEqual({ tries: 0, work: 'w' });
  expect(covered(journal, [])).toEqual({ tries: 0, work: 'w' });
  expect(covered([...journal, { t: 'retry', at: 1, story: 'a' }], ['**'])).toEqual({ tries: 0, work: 'w' });
});

test('what was protected is let through by `allow_protected` alone', () => {
  expect(covered(tried('k', shut), ['**'])).toEqual({ tries: 1, work: undefined });
  expect(covered(tried('k', shut), ['x'], ['*.json'])).toEqual({ tries: 0, work: 'w' });
});

test('work of another card, or that failed otherwise since, is none', () => {
  expect(covered(tried('other', outside('new.ts')), ['**'])).toEqual({ tries: 1, work: undefined });
  expect(covered([...tried('k', outside('new.ts')), ...tried('k', red)], ['**'])).toEqual({ tries: 1, work: undefined });
  const begun = tried('k', red).slice(0, 1);
  expect(covered([...tried('k', outside('new.ts')), ...begun], ['**'])).toEqual({ tries: 0, work: undefined });
});

test('a story held for three of them is gated again once its card is widened, and is held while it is not', async () => {
  const decided = async (files: readonly string[]): Promise<readonly string[]> => {
    const story = storyOf({ id: 'a', files });
    const { key, implementParts } = (await surveyOf({ stories: [story] })).measured.get('a')!;
    const journal = [1, 2, 3].flatMap(() => tried(key, outside('new.ts'), implementParts));
    const { plan } = await surveyOf({ stories: [story], journal });
    const { implement, gate } = plan.stories[0]!.decisions;
    return [implement, gate].map(({ state, reason }) => `${state} ${reason.code}`);
  };
  expect(await decided(['x'])).toEqual(['held attempts-used', 'held attempts-used']);
  expect(await decided(['x', 'new.ts'])).toEqual(['fresh same-inputs', 'stale never-built']);
});

test('a lane that begins says so in the journal, once', async () => {
  const store = storeOf(tried('k', outside('new.ts')));
  const build = { project: { store }, host: { clock: { now: () => 5 } }, run: 'r2' } as unknown as Build;
  const lane = { story: storyOf({ id: 'a', files: ['new.ts'] }), key: 'k' };
  await readmit(build, lane);
  const { failures, steps } = storyState(store.state, 'a');
  expect([failures, steps.implement?.output]).toEqual([[], OUTPUT]);
  store.append = async () => expect.fail('said again');
  await readmit(build, lane);
});
