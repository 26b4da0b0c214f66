import type { Adr, Story, TestLock } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import type { CheckInput } from './check-input.ts';
import { testTitles } from './test-titles.ts';

/** Tests that should lock an ADR in and are not there: gone, or still to be written by an open story. */
export function lockProblems(input: CheckInput): readonly CardProblem[] {
  const open = input.stories.filter(({ id, status }) => status !== 'dropped' && !input.integrated.has(id));
  return input.adrs
    .filter(({ status }) => status === 'proposed' || status === 'accepted')
    .flatMap((adr) => adr.lockedInBy.flatMap((lock) => pendingOr(missing(adr, lock, input.tests), lock, open, input.covers)));
}

type Gone = Extract<CardProblem, { reason: 'lock-file-gone' | 'lock-test-gone' }>;

function missing({ id }: Adr, { file, titles, place }: TestLock, tests: CheckInput['tests']): readonly Gone[] {
  const text = tests.get(file);
  if (text === undefined) return [{ reason: 'lock-file-gone', adr: id, file, place }];
  const known = testTitles(text);
  return titles
    .filter((title) => !known.has(title))
    .map((title) => {
      const suggestion = suggest(title, known);
      return { reason: 'lock-test-gone', adr: id, file, title, place, ...(suggestion === undefined ? {} : { suggestion }) };
    });
}

function pendingOr(
  gone: readonly Gone[],
  { file, place }: TestLock,
  open: readonly Story[],
  covers: CheckInput['covers'],
): readonly CardProblem[] {
  const story = gone.length === 0 ? undefined : open.find(({ files }) => covers(files, file));
  return story === undefined ? gone : [{ reason: 'lock-pending', adr: gone[0]!.adr, file, story: story.id, place }];
}
