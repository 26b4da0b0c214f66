import path from 'node:path';
import type { Handoff } from '../../agents/handoff.ts';
import type { Host } from '../../host/host.ts';
import { readMergeTrailers } from '../../integrate/message.ts';
import { addTokens } from '../../model/budget.ts';
import type { Evidence } from '../../model/evidence.ts';
import { storyState } from '../../record/fold.ts';
import { acceptedLandings } from './acceptance.ts';
import type { Survey } from '../choose/intent.ts';
import { adrsInScope, type Project } from '../project/project.ts';

/** What there is to judge each of these integrated stories by. */
export async function evidenceOf(host: Host, seen: Survey, stories: readonly string[]): Promise<readonly Evidence[]> {
  const accepted = await acceptedLandings(host, seen.project);
  return Promise.all(stories.map((story) => evidence(host, seen, { story, accepted: accepted.get(story) })));
}

async function evidence(
  host: Host,
  { project, measured }: Survey,
  { story, accepted }: { readonly story: string; readonly accepted: string | undefined },
): Promise<Evidence> {
  const { top } = project.repository;
  const { commit, key } = project.landings.get(story)!;
  const handoff = await handoffOf(host, project, story);
  const [trailers] = (await host.git.trailers(top, commit, `${commit}^1`)).filter((one) => one.commit === commit);
  return {
    story,
    ...cardOf(project, story),
    landing: { commit, onBase: await host.git.isAncestor(top, commit, project.base.commit) },
    gates: gatesOf(project, story, commit),
    gateDigest: trailers?.trailers['Xpar-Gate'] ?? '',
    files: await host.git.changedPaths(top, `${commit}^1`, commit),
    ...costOf(project, { story, key, trailers }),
    ...(handoff === undefined ? {} : { handoff }),
    ...(accepted === commit ? { accepted: wordOn(project, story, commit) } : {}),
    editedSince: measured.get(story)?.key !== key,
  };
}

function cardOf(project: Project, story: string): Pick<Evidence, 'title' | 'criteria' | 'adrs'> {
  const card = project.stories.find(({ id }) => id === story);
  if (card === undefined) return { title: story, criteria: [], adrs: [] };
  const adrs = adrsInScope(project, card).map(({ shownId, title }) => ({ id: shownId, title }));
  return { title: card.title, criteria: card.acceptance, adrs };
}

function gatesOf(project: Project, story: string, commit: string): Evidence['gates'] {
  const { integrated, steps } = storyState(project.store.state, story);
  const runs = integrated?.commit === commit ? (steps.gate?.output.runs ?? []) : [];
  return runs.map(({ gate, code, timedOut, tests, durationMs }) => ({
    name: gate,
    passed: code === 0 && !timedOut,
    durationMs,
    ...(tests === undefined ? {} : { tests }),
  }));
}

/** A word that another clone gave is known by its ref alone. */
function wordOn(project: Project, story: string, commit: string): NonNullable<Evidence['accepted']> {
  const { accepted } = storyState(project.store.state, story);
  return accepted?.commit === commit ? { at: accepted.at, by: accepted.by } : {};
}

/** From the ledger; where that does not know the story, from its merge. */
function costOf(
  project: Project,
  at: { readonly story: string; readonly key: string; readonly trailers: Parameters<typeof readMergeTrailers>[0] | undefined },
): Pick<Evidence, 'sessions' | 'contextTokens' | 'spend'> {
  const own = project.store.state.sessions.filter((one) => one.story === at.story && one.key === at.key);
  const told = at.trailers && readMergeTrailers(at.trailers);
  const last = own.at(-1);
  if (last === undefined) return { sessions: 0, ...(told?.spend ? { spend: told.spend } : {}) };
  const { estimate, actual } = last;
  const seen = actual.floorTokens === undefined ? undefined : actual.floorTokens + (actual.workingTokens ?? 0);
  return {
    sessions: own.length,
    contextTokens: {
      estimate: estimate.floorTokens + estimate.workingP50Tokens,
      ...(seen === undefined ? {} : { actual: seen }),
    },
    ...(own.some((one) => one.actual.spendSource === 'none')
      ? {}
      : { spend: own.map((one) => one.actual.spend).reduce(addTokens) }),
  };
}

/** Of its last session, where that is still kept; an agent may have had its hands in it. */
async function handoffOf(host: Host, project: Project, story: string): Promise<Evidence['handoff']> {
  const { starts } = storyState(project.store.state, story);
  if (starts === 0) return undefined;
  const text = await host.files.readText(path.join(project.store.layout.attempt(story, starts), 'handoff.json'));
  try {
    const { risks, report } = JSON.parse(text ?? '') as Partial<Handoff>;
    const seen = Array.isArray(risks) ? risks.filter((risk) => typeof risk === 'string') : [];
    return { risks: seen, ...(typeof report === 'string' ? { report } : {}) };
  } catch {
    return undefined;
  }
}
