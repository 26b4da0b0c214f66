import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Choice, Dilemma, ResolvedEntry } from '../../model/resolution.ts';
import { openConflict } from '../../model/tries.ts';
import { personHere } from './acceptance.ts';
import { storyState } from '../../record/fold.ts';
import { asPerson } from '../project/as-person.ts';
import { othersIn, othersTold } from '../waves/clashes.ts';
import type { Survey } from '../choose/intent.ts';
import { startCommit } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { reject } from './reject.ts';

/** What there is to decide about a story whose lane does not merge. Looks only. */
export async function dilemmaOf(host: Host, { project, measured }: Survey, story: string): Promise<Got<Dilemma>> {
  const { top } = project.repository;
  const { git } = host;
  const card = project.stories.find(({ id }) => id === story);
  const state = storyState(project.store.state, story);
  const open = openConflict(state, measured.get(story)?.key ?? '');
  const { work } = state;
  const base = work === undefined ? undefined : await git.commitOf(top, `${work}^1`);
  if (card === undefined || open === undefined || work === undefined || base === undefined) {
    return no({ reason: 'bad-argument', name: 'story', found: story, expected: expected({ project, measured }) });
  }
  const { conflict, markers } = open;
  const { paths, renamed } = conflict;
  // Work that was rebased stands on what it conflicted with.
  const found =
    markers === undefined
      ? await othersIn(host, project, { base, onto: startCommit(project), paths })
      : othersTold(project, story).map((other) => ({ story: other, commit: project.landings.get(other)?.commit ?? '' }));
  const titles = new Map(project.stories.map(({ id, title }) => [id, title]));
  const others = found.filter((one) => one.story !== story && project.landings.get(one.story)?.commit === one.commit);
  return {
    ok: true,
    value: {
      story,
      title: card.title,
      paths,
      ...(renamed === undefined ? {} : { renamed }),
      ...(markers === undefined ? {} : { markers }),
      work,
      others: others.map((one) => ({ ...one, title: titles.get(one.story) ?? one.story })),
    },
  };
}

function expected({ project, measured }: Pick<Survey, 'project' | 'measured'>): string {
  const open = [...measured].flatMap(([id, { key }]) => {
    return openConflict(storyState(project.store.state, id), key) === undefined ? [] : [id];
  });
  return open.length === 0
    ? 'a story whose lane does not merge: there is none'
    : `a story whose lane does not merge: ${open.join(', ')}`;
}

export interface Resolution {
  readonly choice: Choice;
  readonly withDependents: boolean;
  readonly command: string;
  /** Everything anew, once nobody else can change it: a person may have thought long about what they saw. */
  readonly look: () => Promise<Got<Survey>>;
}

/** What was taken out of the integration branch, the latest first, and where put-aside work lies. */
export interface Resolved {
  readonly choice: Choice;
  readonly takenOut: readonly string[];
  readonly aside?: string;
}

/**
 * Carries out a person's choice. Work is never lost: what is put aside stands under `refs/xpar/backup/`, what is taken out is
 * reverted as `xpar reject` does it, gated. The word is journalled before anything moves.
 */
export async function resolve(host: Host, seen: Survey, dilemma: Dilemma, word: Resolution): Promise<Got<Resolved>> {
  const { project, measured } = seen;
  const { top } = project.repository;
  const { story, others, work } = dilemma;
  const { choice, withDependents, command, look } = word;
  if (others.length === 0 && (choice === 'this' || choice === 'again')) {
    const known = 'other or abandon: what it conflicts with was landed by no story, so there is nothing to take out';
    return no({ reason: 'bad-argument', name: '--take', found: choice, expected: known });
  }
  if (choice === 'this' && dilemma.markers !== undefined) {
    const known = 'other, again or abandon: its work was rebased in vain, and holds conflict markers';
    return no({ reason: 'bad-argument', name: '--take', found: choice, expected: known });
  }
  const entry = await entryOf(host, seen, dilemma, choice);
  const { aside } = entry;
  const value: Resolved = { choice, takenOut: [], ...(aside === undefined ? {} : { aside }) };
  const changed = (): Promise<Problem | undefined> => changedMeanwhile(host, seen, { dilemma, look });
  const keep = async (): Promise<void> => {
    if (aside !== undefined && !(await host.git.updateRef(top, aside, work, undefined)))
      throw new Error(`${aside} is taken already`);
  };
  if (choice === 'other' || choice === 'abandon')
    return asPerson(host, project, command, async () => {
      const other = await changed();
      if (other) return no(other);
      await keep();
      await project.store.append(entry);
      return { ok: true, value };
    });
  const names = others.map((one) => one.story);
  const done = await reject(host, project, measured, {
    story: names.at(-1)!,
    also: names,
    why:
      choice === 'this' ? `${story} conflicts with it, and comes first` : `it conflicts with ${story}, and both are built again`,
    withDependents,
    command,
    entries: { before: [entry], after: choice === 'this' ? behind(seen, dilemma, entry) : [] },
    unlessChanged: changed,
    keep,
  });
  return done.ok ? { ok: true, value: { ...value, takenOut: done.value.stories } } : done;
}

/** It is no more the card, the work or the conflict that the person chose about. */
async function changedMeanwhile(
  host: Host,
  { measured }: Survey,
  { dilemma, look }: { readonly dilemma: Dilemma; readonly look: Resolution['look'] },
): Promise<Problem | undefined> {
  const { story } = dilemma;
  const now = await look();
  if (!now.ok) return now.problems[0];
  const found = await dilemmaOf(host, now.value, story);
  const isSame =
    found.ok && isDeepStrictEqual(found.value, dilemma) && now.value.measured.get(story)?.key === measured.get(story)?.key;
  return isSame ? undefined : { reason: 'changed-meanwhile', what: story };
}

async function entryOf(host: Host, seen: Survey, dilemma: Dilemma, choice: Choice): Promise<ResolvedEntry> {
  const { story, work, others } = dilemma;
  const at = host.clock.now();
  return {
    t: 'resolved',
    at,
    story,
    key: seen.measured.get(story)!.key,
    choice,
    by: await personHere(host, seen.project.repository.top),
    work,
    ...(choice === 'this'
      ? { keeps: await workAsDone(host, seen, dilemma) }
      : { aside: `refs/xpar/backup/${story}/resolved/${at}` }),
    ...(choice === 'again' ? { after: others.map((one) => one.story) } : {}),
  };
}

/** What is taken out opens again by its rejection; its place behind this one is said after that. */
function behind({ project, measured }: Survey, { story, others }: Dilemma, { at, by }: ResolvedEntry): readonly ResolvedEntry[] {
  return others.map(({ story: name }) => {
    const key = measured.get(name)?.key ?? project.landings.get(name)!.key;
    return { t: 'resolved', at, story: name, key, choice: 'behind', by, after: [story] };
  });
}

/** Its work as the step `implement` left it. */
async function workAsDone(
  { git }: Host,
  { project, measured }: Survey,
  { story, work }: Dilemma,
): Promise<NonNullable<ResolvedEntry['keeps']>> {
  const { top } = project.repository;
  const [tree, base] = [await git.treeOf(top, work), (await git.commitOf(top, `${work}^1`))!];
  return { parts: measured.get(story)!.implementParts, output: { commit: work, tree, base, changed: true } };
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
