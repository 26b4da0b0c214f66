import path from 'node:path';
import type { AgentResult, Outcome, ReviewVerdict } from '../../model/agent.ts';
import type { SessionRecord, StepOutputs } from '../../model/record.ts';
import { storyState } from '../../record/fold.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { keepCheckpoint } from './checkpoint.ts';
import type { Later } from '../run/door.ts';

/** A session that has ended, and where. */
export interface EndedAt {
  readonly place: StepOutputs['worktree'];
  readonly result: AgentResult;
  readonly folder: string;
  readonly session: SessionRecord;
  /** A reviewer's, where it told one. */
  readonly verdict?: ReviewVerdict | undefined;
}

/**
 * What follows a session that did not complete. What the provider or the settings are to blame for uses up no attempt of
 * the story and would only come again at once; a limit stops the other lanes' starts too.
 */
const AFTER: {
  readonly [O in Exclude<Outcome, 'completed'>]: { readonly retry: boolean; readonly counts: boolean; readonly halt: boolean };
} = {
  denied: { retry: false, counts: true, halt: false },
  stopped: { retry: true, counts: true, halt: false },
  limit: { retry: false, counts: false, halt: true },
  'context-exceeded': { retry: true, counts: true, halt: false },
  'config-error': { retry: false, counts: false, halt: true },
  transient: { retry: false, counts: false, halt: false },
  failed: { retry: true, counts: true, halt: false },
  crashed: { retry: true, counts: true, halt: false },
};

const AGAIN = { retry: true, counts: false, halt: false };

/** What its provider is to blame for passes by itself; a limit of the agent's own, or a bill, does not. */
function laterOf({ outcome, pause }: AgentResult): Later | undefined {
  if (outcome === 'limit' && pause !== undefined) return { cause: 'quota', ...pause };
  return outcome === 'transient' ? { cause: 'outage', ...pause } : undefined;
}

/** What is kept of a session that was stopped in its own way: what it had told of itself still holds, and its last words are new. */
export function asLeft(
  { project, sharing }: Build,
  { story, key }: Lane,
  { result, session, folder }: EndedAt,
): Parameters<typeof keepCheckpoint>[3] {
  const { checkpoint } = storyState(project.store.state, story.id);
  const { completed, pending } = checkpoint?.key === key ? checkpoint : { completed: [], pending: [] };
  const { report, session: id } = result;
  const { model, startedAt } = session;
  return {
    completed,
    pending,
    ...(report === undefined ? {} : { next: report }),
    // A shared one stays in the worktree where it was, which is not this story's.
    ...(id === undefined || sharing?.folderOf(story.id) !== undefined
      ? {}
      : { session: { id, model, startedAt, nth: Number(path.basename(folder)) } }),
  };
}

/** What becomes of a lane whose session did not complete. One that finished before an interrupt reached it is not such a one. */
export async function unfinished(build: Build, lane: Lane, at: EndedAt): Promise<StepResult<'implement'>> {
  const { place, result, folder, session } = at;
  if (build.interrupted.aborted) {
    if (result.settled === true) await keepCheckpoint(build, lane, place, asLeft(build, lane, at));
    return { end: 'interrupted' };
  }
  const { loop } = result;
  const outcome = result.outcome as Exclude<Outcome, 'completed'>;
  const { retry, counts, halt } = wasNoTry(session, result) ? AGAIN : AFTER[outcome];
  const detail = result.detail ?? '';
  const later = laterOf(result);
  const [story, log] = [lane.story.id, path.join(folder, 'agent.log')];
  return failed(loop ? { reason: 'agent-looped', story, ...loop, log } : { reason: 'agent-ended', story, outcome, detail, log }, {
    retry,
    counts,
    halt,
    ...(later ? { later } : {}),
    failure: `The session ended as '${outcome}'. ${detail}`,
  });
}

/** An earlier session that could not be gone on with: a fresh one is begun. */
function wasNoTry({ resumed, shared }: SessionRecord, { requests, outcome }: AgentResult): boolean {
  const isGoneOn = resumed === true || (shared !== undefined && shared.place > 1);
  return isGoneOn && requests === 0 && (outcome === 'failed' || outcome === 'crashed');
}
