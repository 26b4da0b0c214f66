import path from 'node:path';
import type { AgentResult } from '../../model/agent.ts';
import type { SharedTurn } from '../../model/shared-turn.ts';
import { failed, type Build, type Lane, type StepResult } from '../run/build.ts';
import { keepCheckpoint } from './checkpoint.ts';
import type { Prepared } from './prepare.ts';
import { asLeft, type EndedAt } from './unfinished.ts';

/** What the next story of the session is to know of this one's turn. */
export function tookTurn(
  { sharing }: Build,
  { story, folder }: Lane,
  { sections, share }: Prepared,
  { result, turn }: { readonly result: AgentResult; readonly turn: SharedTurn | undefined },
): void {
  sharing?.ended(story.id, { nth: Number(path.basename(folder)), turn: share && turn, result, sections });
}

/** It worked on more than its share of a session: what it has is kept, and it goes on from there in one of its own. That is no failed try. */
export async function outgrown(build: Build, lane: Lane, at: EndedAt): Promise<StepResult<'implement'>> {
  await keepCheckpoint(build, lane, at.place, asLeft(build, lane, at));
  const { workingTokens = 0 } = at.session.actual;
  const shareTokens = at.session.estimate.workingP80Tokens;
  return failed(
    { reason: 'share-outgrown', story: lane.story.id, workingTokens, shareTokens },
    { retry: true, counts: false, failure: 'It outgrew its share of a session with other stories.' },
  );
}
