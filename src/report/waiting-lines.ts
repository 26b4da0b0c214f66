import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { shortfallText } from './burn-text.ts';
import { noteText } from './draw.ts';

export type Waiting = Extract<Event, { t: 'waiting' }>;

/** So many that wait for the same have a line each; more of them share one. */
const LINE_EACH = 3;

/** `logout: waits for login (same files: src/auth.ts)`; undefined where there is nothing to say. */
export function waitingLine({ story, for: what, on, because, globs, shortfall, disk, machine }: Waiting): string | undefined {
  if (shortfall) return `${shown(story)}: waits, ${shortfallText(shortfall)}`;
  if (disk) return `${shown(story)}: ${noteText({ kind: 'waits', for: what, disk })}`;
  if (machine) return `${shown(story)}: ${noteText({ kind: 'waits', for: what, machine })}`;
  if (on === undefined) return undefined;
  return `${shown(story)}: ${noteText({ kind: 'waits', for: what, on, ...(because && { because }), ...(globs && { globs }) })}`;
}

/** Waits for another story: a hundred may wait for one. */
export function groupable({ on, shortfall }: Waiting): boolean {
  return on !== undefined && shortfall === undefined;
}

/** Lines of stories that began to wait together, those that wait for the same in one where they are many. */
export function waitingLines(all: readonly Waiting[]): readonly string[] {
  const groups = Map.groupBy(all, ({ for: what, on, because }) => JSON.stringify([what, on, because]));
  return [...groups.values()].flatMap((group) =>
    group.length <= LINE_EACH ? group.flatMap((one) => waitingLine(one) ?? []) : [sharedLine(group)],
  );
}

/** `a, b, c and 97 more: each waits for login (same files)` */
function sharedLine(group: readonly Waiting[]): string {
  const [{ for: what, on, because }] = group as [Waiting];
  const names = group.slice(0, LINE_EACH).map(({ story }) => shown(story));
  const note = noteText({ kind: 'waits', for: what, ...(on === undefined ? {} : { on }), ...(because && { because }) });
  return `${names.join(', ')} and ${group.length - LINE_EACH} more: each ${note}`;
}
