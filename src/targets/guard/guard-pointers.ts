import path from 'node:path';
import type { Plumbing } from '../../host/host.ts';
import type { Visit, Watch } from './guard-watch.ts';
import { changesBetween } from './tampering.ts';

interface Pointers {
  /** Puts back what was changed, and puts it down to all who are there. */
  look(): Promise<void>;
  leave(): void;
}

interface Place {
  readonly before: Promise<Plumbing>;
  readonly visits: Set<Visit>;
}

/**
 * The files by which a worktree and the repository know each other, looked after from the first visit there to the last: where several
 * share a worktree, what one planted is not what another began with.
 */
export function pointersOf(watch: Watch): (worktree: string, visit: Visit) => Promise<Pointers> {
  const places = new Map<string, Place>();
  return async (worktree, visit) => {
    const place = places.get(worktree) ?? { before: watch.host.git.pointers(worktree), visits: new Set() };
    places.set(worktree, place);
    place.visits.add(visit);
    const leave = (): void => {
      place.visits.delete(visit);
      if (place.visits.size === 0) places.delete(worktree);
    };
    const before = await place.before.catch((error: unknown) => {
      leave();
      throw error;
    });
    return { look: () => lookAt(watch, worktree, { before, visits: place.visits }), leave };
  };
}

async function lookAt(
  { host, project }: Watch,
  worktree: string,
  { before, visits }: { readonly before: Plumbing; readonly visits: ReadonlySet<Visit> },
): Promise<void> {
  if (before.size === 0) return;
  const changes = changesBetween(before, await host.git.standing([...before.keys()]));
  if (changes.length === 0) return;
  const stories = [...visits].map(({ story }) => story).sort();
  const aside = path.join(project.store.layout.planted, `${host.clock.now()}-${stories.join('-')}`);
  const isThere = await host.files.exists(worktree);
  for (const { path: file, was } of isThere ? changes : []) {
    await host.git.putBack(file, was, path.join(aside, path.basename(file)));
  }
  const what = isThere ? changes.map(({ path: file }) => file) : [`${worktree} (gone)`];
  const kept = isThere && changes.some(({ now }) => now !== undefined) ? { kept: aside } : {};
  for (const visit of visits) visit.tampered = { reason: 'git-tampered', stories, what, isBack: isThere, ...kept };
}
