import type { GitDone, Host } from '../../host/host.ts';
import { oneLine } from '../../integrate/message.ts';
import type { JournalEntry } from '../../model/record.ts';
import { personText, type Person, type WordEntry } from '../../model/word-entry.ts';
import { storyState } from '../../record/fold.ts';
import { ACCEPTED, acceptedRef, notIntegrated, personHere } from './acceptance.ts';
import { asPerson } from '../project/as-person.ts';
import { asWriter } from '../project/as-writer.ts';
import type { Project } from '../project/project.ts';
import { otherLanding, readAgain } from '../project/read-again.ts';
import type { Got } from '../project/read-project.ts';

/** Appends a person's word to the journal, as its one writer for that moment. */
export async function record(host: Host, project: Project, ...entries: readonly JournalEntry[]): Promise<Got<undefined>> {
  return asWriter(host, project, entries[0]?.t ?? '', async () => {
    for (const entry of entries) await project.store.append(entry);
    return { ok: true, value: undefined };
  });
}

/** A person's word that these landings are what they meant: kept under a ref each, then in the journal. */
export async function accept(
  host: Host,
  project: Project,
  word: { readonly stories: readonly string[]; readonly command: string },
): Promise<Got<Person>> {
  const unknown = word.stories.flatMap((story) => notIntegrated(project, story));
  if (unknown.length > 0) return { ok: false, problems: unknown };
  const { top } = project.repository;
  const by = await personHere(host, top);
  return asPerson(host, project, word.command, async () => {
    const now = await readAgain(host, 'any');
    if (!now.ok) return now;
    const { landings, store } = now.value;
    const other = word.stories.find((story) => landings.get(story)?.commit !== project.landings.get(story)?.commit);
    if (other !== undefined) return { ok: false, problems: [{ reason: 'changed-meanwhile', what: other }] };
    const refs = await host.git.branches(top, ACCEPTED);
    for (const story of word.stories) {
      const { commit } = landings.get(story)!;
      const ref = acceptedRef(story);
      if (refs.get(ref) !== commit) await host.git.updateRef(top, ref, commit, refs.get(ref));
      const entry: WordEntry = { t: 'accepted', at: host.clock.now(), story, commit, by };
      if (storyState(store.state, story).accepted?.commit !== commit) await store.append(entry);
    }
    return { ok: true, value: by };
  });
}

interface LandingWord {
  readonly to: string;
  readonly stories: readonly string[];
  /** By a merge commit of what is integrated, not by moving there. */
  readonly merge: boolean;
  readonly command: string;
}

/**
 * Moves the branch that is checked out forward to `to`, or to a merge of it, and journals it: as the one writer, so that nothing
 * moves under a build that is running. Gives where it stands then, or what git has against it.
 */
export async function land(
  host: Host,
  project: Project,
  landing: LandingWord,
): Promise<Got<{ readonly commit: string; readonly moved: GitDone }>> {
  const { to, stories, command } = landing;
  const { top } = project.repository;
  const from = project.base.commit;
  const by = await personHere(host, top);
  return asPerson(host, project, command, async () => {
    const now = await readAgain(host);
    const changed = now.ok ? await otherLanding(host, project, now.value) : now.problems[0];
    if (changed) return { ok: false, problems: [changed] };
    const commit = landing.merge ? await mergeOf(host, project, landing, by) : to;
    const moved = await host.git.fastForward(top, commit);
    if (moved.ok) await project.store.append({ t: 'landed', at: host.clock.now(), from, to: commit, stories, by });
    return { ok: true, value: { commit, moved } };
  });
}

/** Of a base that `to` goes on from, with exactly the tree that was tested. */
async function mergeOf(host: Host, project: Project, { to, stories }: LandingWord, by: Person): Promise<string> {
  const merger = host.merger(project.repository.top);
  const trailers = [`Xpar-Landed: ${stories.join(', ')}`, `Xpar-By: ${oneLine(personText(by))}`];
  const message = `Land ${stories.join(', ')}\n\n${trailers.join('\n')}\n`;
  return merger.commitTree(await merger.treeOf(to), [project.base.commit, to], message);
}
