import type { LastRun } from '../model/burn-entry.ts';
import type { JournalEntry, State } from '../model/record.ts';

export type RunEntry = Extract<JournalEntry, { t: 'run-started' | 'run-ended' }>;

/** Cut off from outside: never ended, or ended by a signal. The next run goes on from it, with what is left of its budgets. */
export function isCutOff({ exit }: Pick<LastRun, 'exit'>): boolean {
  return exit === undefined || exit >= 128;
}

/** The run under way and those it goes on from; or those that the next run will go on from. */
export function openRuns({ lastRun }: Pick<State, 'lastRun'>): readonly string[] {
  return lastRun !== undefined && isCutOff(lastRun) ? lastRun.runs : [];
}

/** The run that began last, from the journal's lines about runs, newest first: no further back than the runs it goes on from. */
export function lastRunIn(newestFirst: Iterable<RunEntry>): LastRun | undefined {
  const needed: RunEntry[] = [];
  for (const entry of newestFirst) {
    const isOfAnother = entry.t === 'run-ended' && !isCutOff(entry) && needed.some(({ t }) => t === 'run-started');
    if (isOfAnother) break;
    needed.push(entry);
  }
  return needed.toReversed().reduce<LastRun | undefined>(nextRun, undefined);
}

/** The run that began last, after one more line. */
export function nextRun(before: LastRun | undefined, entry: RunEntry): LastRun {
  const { run, at } = entry;
  if (entry.t === 'run-ended') return { ...(before ?? { runs: [run], budgets: [] }), run, at, exit: entry.exit };
  return { run, at, runs: [...(before && isCutOff(before) ? before.runs : []), run], budgets: entry.budgets ?? [] };
}
