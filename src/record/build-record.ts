import path from 'node:path';
import type { Files, Holder } from '../host/host.ts';
import type { Event } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { shownLines } from '../model/shown.ts';
import type { Layout } from './layout.ts';

/** How a build ended, as its last line on record; `problems`: what it was refused for, told after its events. */
export interface BuildEnd {
  readonly exit: number;
  readonly problems: readonly Problem[];
}

/** A line of a build's record: an event as `--json` tells it, or the end. */
export type RecordLine = Event | { readonly end: BuildEnd };

/** Names kept: a build that was started in the background has two, as who started it named the files that it prints into. */
const MOST_KEPT = 8;
/** What it told, and what it printed: `out` apart from `log` where it told JSON. */
const NAME = /^([0-9a-z]+-[0-9a-z]+)\.(?:jsonl|log|out)$/;

/** What a build at that time, by that process, is called among the records: by name they are in the order of time. */
export function buildName({ startedAt, pid }: Pick<Holder, 'startedAt' | 'pid'>): string {
  return `${Math.trunc(startedAt).toString(36)}-${Math.trunc(pid).toString(36)}`;
}

/** Where the build that holds the lock tells what it does. */
export function recordFile({ builds }: Layout, holder: Pick<Holder, 'startedAt' | 'pid'>): string {
  return path.join(builds, `${buildName(holder)}.jsonl`);
}

export function recordText(lines: readonly RecordLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Undefined for what is no whole line of a record. Others may have written there: no string has in it what a terminal would act on. */
export function readRecordLine(text: string): RecordLine | undefined {
  try {
    const line = JSON.parse(text, harmless) as Partial<Event & { end: Partial<BuildEnd> }> | null;
    if (typeof line?.end?.exit === 'number') return { end: { exit: line.end.exit, problems: problemsIn(line.end.problems) } };
    return typeof line?.t === 'string' && !('end' in line) ? (line as Event) : undefined;
  } catch {
    return undefined;
  }
}

function harmless(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? shownLines(value) : value;
}

function problemsIn(found: unknown): readonly Problem[] {
  const isProblem = (one: unknown): one is Problem =>
    typeof one === 'object' && one !== null && 'reason' in one && typeof one.reason === 'string';
  return Array.isArray(found) ? found.filter(isProblem) : [];
}

/** Removes all but the newest, each with all its files; never what has another name than records have. */
export async function tidyRecords(files: Pick<Files, 'list' | 'remove'>, { builds }: Layout): Promise<void> {
  const found = ((await files.list(builds)) ?? []).flatMap((file) => {
    const name = NAME.exec(file)?.[1];
    return name === undefined ? [] : [{ file, name }];
  });
  const kept = new Set([...new Set(found.map(({ name }) => name))].toSorted().slice(-MOST_KEPT));
  for (const { file, name } of found) if (!kept.has(name)) await files.remove(path.join(builds, file)).catch(() => undefined);
}
