import path from 'node:path';
import type { Files, Holder } from '../host/host.ts';
import type { Event } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import type { Layout } from './layout.ts';

/** How a build ended, as its last line on record; `problems`: what it was refused for, told after its events. */
export interface BuildEnd {
  readonly exit: number;
  readonly problems: readonly Problem[];
}

/** A line of a build's record: an event as `--json` tells it, or the end. */
export type RecordLine = Event | { readonly end: BuildEnd };

/** Files kept, of both kinds together. */
const MOST_KEPT = 8;
const NAME = /^[0-9a-z]+-[0-9a-z]+\.(?:jsonl|log|out)$/;

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

/** Undefined for what is no whole line of a record. */
export function readRecordLine(text: string): RecordLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<Event & { end: BuildEnd }> | null;
    const isLine = typeof line?.t === 'string' || typeof line?.end?.exit === 'number';
    return isLine ? (line as RecordLine) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes all but the newest; never what has another name than records have. */
export async function tidyRecords(files: Pick<Files, 'list' | 'remove'>, { builds }: Layout): Promise<void> {
  const names = ((await files.list(builds)) ?? []).filter((name) => NAME.test(name));
  for (const name of names.slice(0, -MOST_KEPT)) await files.remove(path.join(builds, name)).catch(() => undefined);
}
