import type { Files } from '../host/host.ts';
import type { Cut, History, RunSpan, SharedLedger, StepEnd } from '../model/history.ts';
import type { JournalEntry } from '../model/record.ts';
import { ownerOf } from '../model/subtask-lane.ts';
import { clashEnds } from './clash-ends.ts';
import { readJournal } from './journal.ts';
import type { Layout } from './layout.ts';
import { verdictsOf } from './verdicts.ts';

/** The journal, entry by entry, as far as it is sound; opening the store tells what is not. */
export async function journalEntries(files: Files, layout: Layout): Promise<readonly JournalEntry[]> {
  return readJournal((await files.readText(layout.journal)) ?? '', layout.journal).entries;
}

/** How work flowed, as the journal tells it: pure, so that any prefix has a meaning. */
export function historyOf(entries: readonly JournalEntry[]): History {
  const count = (t: JournalEntry['t']): number => entries.filter((entry) => entry.t === t).length;
  return {
    runs: runsOf(entries),
    steps: stepsOf(entries),
    waves: entries.filter((entry) => entry.t === 'wave'),
    clashes: clashEnds(entries),
    verdicts: verdictsOf(entries),
    words: { retried: count('retry'), takenAsDone: count('touched'), landings: count('landed') },
    asked: askedOf(entries),
  };
}

/** From the question to its first answer; one that is asked again by a later session is one. */
function askedOf(entries: readonly JournalEntry[]): History['asked'] {
  const opened = new Map<string, number>();
  const answered = new Map<string, number>();
  for (const entry of entries) {
    if (entry.t === 'inbox-opened' && !opened.has(entry.item.id)) opened.set(entry.item.id, entry.at);
    if (entry.t === 'inbox-answered' && !answered.has(entry.id)) answered.set(entry.id, entry.at);
  }
  return [...opened].map(([id, at]) => {
    const until = answered.get(id);
    return until === undefined ? undefined : Math.max(0, until - at);
  });
}

/** Iterations that were cut here or by others, each name once: the word here counts. */
export function cutsOf(entries: readonly JournalEntry[], shared: Pick<SharedLedger, 'cuts'>): readonly Cut[] {
  const mine = entries.flatMap((entry) => (entry.t === 'iteration' ? [{ at: entry.at, name: entry.name }] : []));
  return [...new Map([...shared.cuts, ...mine].map((cut) => [cut.name, cut])).values()].sort((a, b) => a.at - b.at);
}

function runsOf(entries: readonly JournalEntry[]): readonly RunSpan[] {
  const runs = new Map<string, RunSpan>();
  for (const entry of entries) {
    if (entry.t === 'run-started') runs.set(entry.run, { run: entry.run, startedAt: entry.at });
    if (entry.t !== 'run-ended') continue;
    const { run, at, exit } = entry;
    runs.set(run, { ...(runs.get(run) ?? { run, startedAt: at }), endedAt: at, exit });
  }
  return [...runs.values()];
}

function stepsOf(entries: readonly JournalEntry[]): readonly StepEnd[] {
  const steps: StepEnd[] = [];
  const startedAt = new Map<string, number>();
  for (const entry of entries) {
    // A part's steps are the story's own `implement`.
    if ('story' in entry && ownerOf(entry.story).subtask !== undefined) continue;
    if (entry.t === 'started') startedAt.set(`${entry.story}:${entry.step}`, entry.at);
    // A landing is its own entry, also where the build died before the step was done.
    const isEnd = entry.t === 'failed' || entry.t === 'integrated' || (entry.t === 'done' && entry.step !== 'integrate');
    if (isEnd) steps.push(stepEnd(entry, startedAt));
  }
  return steps;
}

type Ended = Extract<JournalEntry, { t: 'done' | 'failed' | 'integrated' }>;

function stepEnd(entry: Ended, startedAt: ReadonlyMap<string, number>): StepEnd {
  const { run, story, at } = entry;
  const step = entry.t === 'integrated' ? 'integrate' : entry.step;
  const began = startedAt.get(`${story}:${step}`);
  return {
    run,
    story,
    step,
    at,
    ...(began === undefined ? {} : { startedAt: began }),
    ...('waitedMs' in entry ? { waitedMs: entry.waitedMs } : {}),
    ok: entry.t !== 'failed',
    ...(entry.t === 'failed' ? { reason: entry.problem.reason } : {}),
  };
}
