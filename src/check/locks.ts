import type { Adr, Story, TestLock } from '../model/card.ts';
import type { KnownLocks } from '../model/known-locks.ts';
import type { CardProblem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import type { CheckInput } from './check-input.ts';
import { isRunning, lockState, type LockState } from './lock-state.ts';
import { testTitles } from './test-titles.ts';

type LockInput = Pick<CheckInput, 'stories' | 'adrs' | 'tests' | 'locks' | 'covers' | 'integrated'>;

/** Tests that should lock an ADR in and do not: not running, still to be written by an open story, or saying something else than was known. */
export function lockProblems(input: LockInput): readonly CardProblem[] {
  const open = input.stories.filter(({ id, status }) => status !== 'dropped' && !input.integrated.has(id));
  return input.adrs.filter(isLocked).flatMap((adr) => {
    const known = knownOf(adr, input);
    return [
      ...adr.lockedInBy.flatMap((lock) => pendingOr(missing(adr, lock, input.tests, known), lock, open, input.covers)),
      ...changed(adr, input.tests, known),
    ];
  });
}

/** Locks of an ADR that is no longer in force are not looked up. */
export function isLocked({ status }: Adr): boolean {
  return status === 'proposed' || status === 'accepted';
}

/** Of a contract that was edited since, nothing is known. */
function knownOf({ id, contractDigest }: Adr, { locks }: Pick<LockInput, 'locks'>): KnownLocks['tests'] {
  const known = locks?.get(id);
  return known?.contract === contractDigest ? known.tests : {};
}

/** How each test that locks an ADR in stands now, by `file::title`, or `file`. */
export function lockStates({ lockedInBy }: Adr, tests: CheckInput['tests']): ReadonlyMap<string, LockState> {
  const states = lockedInBy.flatMap(({ file, titles }) =>
    titles.length === 0
      ? [[file, lockState(tests.get(file))] as const]
      : titles.map((title) => [lockName(file, title), lockState(tests.get(file), title)] as const),
  );
  return new Map(states);
}

function lockName(file: string, title: string): string {
  return `${file}::${title}`;
}

type Gone = Extract<CardProblem, { reason: 'lock-file-gone' | 'lock-test-gone' }>;

function missing(
  { id }: Adr,
  { file, titles, place }: TestLock,
  tests: CheckInput['tests'],
  known: KnownLocks['tests'],
): readonly Gone[] {
  const text = tests.get(file);
  const names = titles.length === 0 ? [file] : titles.map((title) => lockName(file, title));
  if (text === undefined)
    return names.every((name) => known[name] === 'gone') ? [] : [{ reason: 'lock-file-gone', adr: id, file, place }];
  const titled = testTitles(text);
  return titles.flatMap((title): Gone[] => {
    const state = lockState(text, title);
    if (isRunning(state) || known[lockName(file, title)] === state) return [];
    const suggestion = state === 'gone' ? suggest(title, titled) : undefined;
    return [
      { reason: 'lock-test-gone', adr: id, file, title, how: state, place, ...(suggestion === undefined ? {} : { suggestion }) },
    ];
  });
}

function changed(adr: Adr, tests: CheckInput['tests'], known: KnownLocks['tests']): readonly CardProblem[] {
  const names = [...lockStates(adr, tests)].flatMap(([name, state]) => {
    const before = known[name];
    return isRunning(state) && before !== undefined && before !== state ? [name] : [];
  });
  const place = adr.lockedInBy[0]?.place;
  return names.length === 0 || place === undefined ? [] : [{ reason: 'lock-changed', adr: adr.id, tests: names, place }];
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
