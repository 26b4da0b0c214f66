import { landingCut, type LandingCut, type Move } from '../../integrate/landing-cut.ts';
import type { Host } from '../../host/host.ts';
import { suggest } from '../../model/suggest.ts';
import type { Problem } from '../../model/problem.ts';
import type { Person } from '../../model/word-entry.ts';
import { storyState } from '../../record/fold.ts';
import type { Project } from '../project/project.ts';

/** Where a person's word on a story is kept: the landing they accepted. */
export function acceptedRef(story: string): string {
  return `${ACCEPTED}${story}`;
}

export const ACCEPTED = 'refs/xpar/accepted/';

/** The landing of each story that a person accepted. Any program can move a ref: where the journal saw the landing, it has to have seen the word. */
export async function acceptedLandings(host: Host, project: Project): Promise<ReadonlyMap<string, string>> {
  const refs = await host.git.branches(project.repository.top, ACCEPTED);
  const accepted = new Map<string, string>();
  for (const [ref, commit] of refs) {
    const story = ref.slice(ACCEPTED.length);
    const { integrated, accepted: word } = storyState(project.store.state, story);
    if (integrated?.commit !== commit || word?.commit === commit) accepted.set(story, commit);
  }
  return accepted;
}

/** What stands on the integration branch and not on the base, and how far of it may land. */
export async function landingOrder(host: Host, project: Project): Promise<LandingCut> {
  const { tip } = project.integration;
  if (tip === undefined) return { standing: [], to: undefined, stops: [], waiting: [] };
  const accepted = await acceptedLandings(host, project);
  const isFree = project.config.acceptance !== 'story';
  return landingCut(await movesSince(host, project, tip), tip, ({ story, commit }) => isFree || accepted.get(story) === commit);
}

/** Those that nobody has accepted, whatever the config asks for; in the order they came in. */
export async function unaccepted(host: Host, project: Project): Promise<LandingCut['standing']> {
  const accepted = await acceptedLandings(host, project);
  return (await landingOrder(host, project)).standing.filter(({ story, commit }) => accepted.get(story) !== commit);
}

async function movesSince(host: Host, project: Project, tip: string): Promise<readonly Move[]> {
  const commits = await host.git.trailers(project.repository.top, tip, project.base.commit);
  return commits.toReversed().map(({ commit, trailers }) => {
    const reverted = trailers['Xpar-Revert'];
    return { commit, story: trailers['Xpar-Story'] ?? reverted ?? '', isRevert: reverted !== undefined };
  });
}

export function notIntegrated(project: Project, story: string): readonly Problem[] {
  if (project.landings.has(story)) return [];
  const known = [...project.landings.keys()];
  const suggestion = suggest(story, known);
  return [{ reason: 'not-integrated', story, known, ...(suggestion === undefined ? {} : { suggestion }) }];
}

/** As git is told; where it is told nothing, the system's name for them. */
export async function personHere(host: Host, top: string): Promise<Person> {
  const { USER, USERNAME } = host.machine.env;
  return (await host.git.person(top)) ?? { name: USER ?? USERNAME ?? 'unknown', email: '' };
}
