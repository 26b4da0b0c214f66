import path from 'node:path';
import { storyIdFault } from '../../cards/story-id.ts';
import type { Build, Lane, StepResult } from '../run/build.ts';
import { park } from './park.ts';
import { restOf } from './rest-of.ts';
import type { EndedAt } from './unfinished.ts';

/**
 * A session that filled its smart zone: what it has is kept, and a draft card for the remainder is written for a person to
 * accept. Undefined where it is tried again as ever: it changed nothing, there is such a card, or nobody is asked.
 */
export async function split(build: Build, lane: Lane, at: EndedAt): Promise<StepResult<'implement'> | undefined> {
  const { host, project, interrupted } = build;
  const { story } = lane;
  const isWhole = lane.turn === undefined && lane.part === undefined && story.acceptance.length > 0;
  if (at.result.outcome !== 'context-exceeded' || !isWhole || project.config.autonomous || interrupted.aborted) return undefined;
  const file = await freeFile(build, story.id);
  if (file === undefined) return undefined;
  const { estimate, actual } = at.session;
  const limitTokens = estimate.hardTokens;
  const why = { by: 'zone', contextTokens: actual.peakTokens ?? limitTokens, limitTokens, draft: file } as const;
  const left = await park(build, lane, { place: at.place, result: at.result, why });
  if (left.end !== 'parked' || left.commit === undefined) return undefined;
  // Loaded here, as it brings parsers that a run may do without.
  const { restDraft } = await import('./rest-draft.ts');
  const text = await restDraft(build, lane, at, file);
  const isWritten = await host.files.createNew(path.join(project.repository.top, file), text).catch(() => false);
  return isWritten ? left : undefined;
}

/** Where the draft may stand, from the top; undefined where there is such a card, or none can have the name. */
async function freeFile({ host, project }: Build, story: string): Promise<string | undefined> {
  const id = restOf(story);
  const { stories } = project.config;
  const there = (await host.files.list(path.join(project.repository.top, stories))) ?? [];
  const isTaken = there.some((name) => name.toLowerCase() === `${id}.md`);
  return isTaken || storyIdFault(id) !== undefined ? undefined : path.posix.join(stories, `${id}.md`);
}
