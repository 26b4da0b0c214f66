import type { GitDone, Host } from '../host/host.ts';
import type { JournalEntry } from '../model/record.ts';
import { asWriter } from './as-writer.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';

/** Appends a person's word to the journal, as its one writer for that moment. */
export async function record(host: Host, project: Project, ...entries: readonly JournalEntry[]): Promise<Got<undefined>> {
  return asWriter(host, project, entries[0]?.t ?? '', async () => {
    for (const entry of entries) await project.store.append(entry);
    return { ok: true, value: undefined };
  });
}

/**
 * Moves the branch that is checked out forward to `to`, and journals it: as the one writer, so that nothing moves under a
 * build that is running. What git has against it is the value.
 */
export async function land(
  host: Host,
  project: Project,
  landing: { readonly to: string; readonly stories: readonly string[]; readonly command: string },
): Promise<Got<GitDone>> {
  const { to, stories, command } = landing;
  return asWriter(host, project, command, async () => {
    const moved = await host.git.fastForward(project.repository.top, to);
    if (moved.ok) await project.store.append({ t: 'landed', at: host.clock.now(), from: project.base.commit, to, stories });
    return { ok: true, value: moved };
  });
}
