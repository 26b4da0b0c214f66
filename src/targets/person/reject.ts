import { oneLine } from '../../integrate/message.ts';
import { revertAll, type Landed } from '../../integrate/revert.ts';
import type { Host } from '../../host/host.ts';
import { personText, type Person } from '../../model/word-entry.ts';
import type { Problem } from '../../model/problem.ts';
import type { JournalEntry } from '../../model/record.ts';
import { acceptedRef, landingOrder, notIntegrated, personHere } from './acceptance.ts';
import type { Build } from '../run/build.ts';
import { during, SUITE } from '../guard/guard.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';
import { integrationCheckedOut } from '../choose/readiness.ts';
import type { Got } from '../project/read-project.ts';
import { suiteOf, tailOf, type SuiteRed } from '../gates/suite.ts';
import { withGates, type Gated } from './with-gates.ts';

export interface Rejection {
  readonly story: string;
  readonly why: string;
  /** Also what was built on it, directly or not. */
  readonly withDependents: boolean;
  readonly command: string;
  /** Others that go with it for the same reason. */
  readonly also?: readonly string[];
  /** What else is journalled with it, before and after its own entries. */
  readonly entries?: { readonly before: readonly JournalEntry[]; readonly after: readonly JournalEntry[] };
  /** Looked at once nobody else can change it: what stands against it of what the person saw. */
  readonly unlessChanged?: () => Promise<Problem | undefined>;
  /** Done once it is sure that it can be taken out, before anything is journalled. */
  readonly keep?: () => Promise<void>;
}

/** What was taken out, the latest first, and where the integration branch stands now. */
export interface Rejected {
  readonly stories: readonly string[];
  readonly tip: string;
}

/**
 * Takes a story's landing out of the integration branch: a revert of that merge alone, gated like any other tree, and moved to
 * by one compare-and-swap. The story is open again, and its next attempt is told why.
 */
export async function reject(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  word: Rejection,
): Promise<Got<Rejected>> {
  const obstacle = await obstacleTo(host, project, word);
  if (obstacle) return { ok: false, problems: [obstacle] };
  return withGates(
    host,
    { project, command: word.command },
    {
      against: async (now) => {
        const other = named(word).find((story) => now.landings.get(story)?.commit !== project.landings.get(story)?.commit);
        if (other !== undefined) return { reason: 'changed-meanwhile', what: other };
        return (await word.unlessChanged?.()) ?? obstacleTo(host, now, word);
      },
      work: (build) => takeOut(build, measured, word),
    },
  );
}

async function obstacleTo(host: Host, project: Project, word: Rejection): Promise<Problem | undefined> {
  const { story, withDependents } = word;
  const { landings, integration, repository, gates } = project;
  for (const one of named(word)) {
    const landing = landings.get(one);
    const isThere =
      landing !== undefined &&
      integration.tip !== undefined &&
      (await host.git.isAncestor(repository.top, landing.commit, integration.tip));
    if (!isThere) return notIntegrated({ ...project, landings: without(landings, one) }, one)[0];
  }
  if (gates.length === 0) return { reason: 'no-gates' };
  const dependents = dependentsOf(project, named(word));
  if (dependents.length > 0 && !withDependents) return { reason: 'reject-dependents', story, dependents };
  return integrationCheckedOut(host, project);
}

/** It landed some other way than by the integration branch: there is nothing there to take out. */
function without(landings: Project['landings'], story: string): Project['landings'] {
  return new Map([...landings].filter(([id]) => id !== story));
}

function named({ story, also = [] }: Rejection): readonly string[] {
  return [...new Set([story, ...also])];
}

/** Integrated stories whose cards depend on any of these, directly or not. */
function dependentsOf({ stories, landings }: Project, some: readonly string[]): readonly string[] {
  const found = new Set(some);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const one of stories) if (one.dependsOn.some((need) => found.has(need)) && landings.has(one.id)) found.add(one.id);
  }
  return [...found].slice(some.length);
}

async function takeOut(build: Gated, measured: ReadonlyMap<string, MeasuredStory>, word: Rejection): Promise<Got<Rejected>> {
  const { host, project } = build;
  const { top } = project.repository;
  const { ref, local, tip } = project.integration;
  const by = await personHere(host, top);
  const landings = await latestFirst(host, project, [
    ...named(word),
    ...(word.withDependents ? dependentsOf(project, named(word)) : []),
  ]);
  const merger = host.merger(top);
  const reverted = await revertAll(
    merger,
    tip!,
    landings.map((one) => ({ ...one, message: revertMessage(project, one, { word, by }) })),
  );
  if (reverted.end === 'conflict') {
    const { story, paths } = reverted;
    return no({ reason: 'reject-conflict', story, paths, later: await laterOn(host, project, { story, paths }) });
  }
  const { value: verdict } = await during(build, SUITE, () => suiteOf(build)(reverted.commit, reverted.tree));
  const planted = build.planted();
  if (planted) return no(planted);
  if (!verdict.green) return no(redProblem(verdict.red, word));
  if ((await host.git.commitOf(top, ref)) !== local) return no({ reason: 'integration-moved' });
  await journal(build, measured, { word, landings, commits: reverted.commits, by });
  if (!(await merger.updateRef(ref, reverted.commit, local))) return no({ reason: 'integration-moved' });
  for (const { story, commit } of landings) await host.git.deleteRef(top, acceptedRef(story), commit);
  return { ok: true, value: { stories: landings.map(({ story }) => story), tip: reverted.commit } };
}

/** Journalled first: killed in between, it counts as integrated still, and can be rejected again. The other way round its work would be taken for done. */
async function journal(
  { host, project }: Build,
  measured: ReadonlyMap<string, MeasuredStory>,
  at: {
    readonly word: Rejection;
    readonly landings: readonly Omit<Landed, 'message'>[];
    readonly commits: ReadonlyMap<string, string>;
    readonly by: Person;
  },
): Promise<void> {
  const { word, landings, commits, by } = at;
  await word.keep?.();
  for (const entry of word.entries?.before ?? []) await project.store.append(entry);
  for (const { story, commit } of landings) {
    const why = named(word).includes(story) ? word.why : `${word.story}, which it was built on, was sent back: ${word.why}`;
    const key = measured.get(story)?.key ?? project.landings.get(story)!.key;
    await project.store.append({ t: 'rejected', at: host.clock.now(), story, key, commit, revert: commits.get(story)!, why, by });
  }
  for (const entry of word.entries?.after ?? []) await project.store.append(entry);
}

function redProblem(red: SuiteRed, word: Rejection): Problem {
  if (red.kind === 'interrupted') return { reason: 'not-confirmed', what: word.command };
  if (red.kind === 'setup') return red.problem;
  const { gate, log } = red.problem;
  return { reason: 'reject-red', story: word.story, gate, tail: tailOf(red.problem), log };
}

/** In the opposite order of integration. */
async function latestFirst(
  host: Host,
  { repository: { top }, integration, landings }: Project,
  stories: readonly string[],
): Promise<readonly Omit<Landed, 'message'>[]> {
  const wanted = new Map(stories.map((story) => [landings.get(story)!.commit, story]));
  const all = await host.git.trailers(top, integration.tip!);
  return all.flatMap(({ commit }) => (wanted.has(commit) ? [{ story: wanted.get(commit)!, commit }] : []));
}

/** Stories that landed after it and touched any of these paths. */
async function laterOn(
  host: Host,
  project: Project,
  { story, paths }: { readonly story: string; readonly paths: readonly string[] },
): Promise<readonly string[]> {
  const { top } = project.repository;
  const { standing } = await landingOrder(host, project);
  const after = standing.slice(standing.findIndex((one) => one.story === story) + 1);
  const touched = await Promise.all(after.map(({ commit }) => host.git.changedPaths(top, `${commit}^1`, commit)));
  return after.filter((_one, at) => touched[at]!.some((path) => paths.includes(path))).map((one) => one.story);
}

/** Title, then trailers: from the history alone anyone knows that the story is open again, and by whose word. */
function revertMessage(
  { stories }: Project,
  { story, commit }: Omit<Landed, 'message'>,
  { word, by }: { readonly word: Rejection; readonly by: Person },
): string {
  const title = oneLine(stories.find(({ id }) => id === story)?.title ?? '').slice(0, 100);
  const trailers = [`Xpar-Revert: ${story}`, `Xpar-Reverts: ${commit}`, `Xpar-Why: ${oneLine(word.why).slice(0, 500)}`];
  return `Revert ${story}: ${title}\n\n${[...trailers, `Xpar-By: ${oneLine(personText(by))}`].join('\n')}\n`;
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
