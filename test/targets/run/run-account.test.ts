import { expect, test } from 'vitest';
import type { Build } from '../../../src/targets/run/build.ts';
import type { Got } from '../../../src/targets/project/read-project.ts';
import { openRuns } from '../../../src/record/last-run.ts';
import { orEnded } from '../../../src/targets/run/run-account.ts';
import { manualClock } from '../../rig/manual-clock.ts';
import { storeOf } from '../survey-of.ts';

const STARTED = { t: 'run-started', at: 0, run: 'r', command: 'xpar build', budgets: [] } as const;
const CUT = { ok: false, problems: [{ reason: 'no-stories', folder: 'stories' }] } as const;

/** A run that began, and what became of it. */
function begun(more: object = {}): Build {
  const store = { ...storeOf([STARTED]), ...more };
  return { host: { clock: manualClock() }, project: { store }, run: 'r' } as unknown as Build;
}

/** Its exit as the journal has it, and the runs that the next one goes on from. */
async function endOf(work: () => Promise<Got<string>>, interrupted?: number): Promise<readonly unknown[]> {
  const store = storeOf([STARTED]);
  const build = { ...begun(), project: { store } } as unknown as Build;
  const got = await orEnded(build, { exit: () => interrupted }, work).catch((error: Error) => error.message);
  return [got, store.state.lastRun?.exit, openRuns(store.state)];
}

test('a run that comes to nothing after it began has an end, so that the next build is not its continuation', async () => {
  expect(await endOf(async () => CUT)).toEqual([CUT, 1, []]);
  expect(await endOf(() => Promise.reject(new Error('git hung')))).toEqual(['git hung', 1, []]);
});

test('one that goes on is left open, and one that a person interrupted is gone on from', async () => {
  expect(await endOf(async () => ({ ok: true, value: 'on' }))).toEqual([{ ok: true, value: 'on' }, undefined, ['r']]);
  expect(await endOf(async () => CUT, 130)).toEqual([CUT, 130, ['r']]);
});

test('where the journal cannot be written either, what went wrong first is told', async () => {
  const build = begun({ append: () => Promise.reject(new Error('disk full')) });
  const on = { exit: () => undefined };
  expect(await orEnded(build, on, async () => CUT)).toEqual(CUT);
  await expect(orEnded(build, on, () => Promise.reject(new Error('git hung')))).rejects.toThrow('git hung');
});
