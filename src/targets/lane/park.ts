import type { ParkedBy } from '../../model/allowance.ts';
import type { AgentResult } from '../../model/agent.ts';
import type { StepOutputs } from '../../model/record.ts';
import type { Build, Lane, StepResult } from '../run/build.ts';
import { keepWork } from './keep-work.ts';

/** What a session left that was made to hand back: kept on the lane's branch, where the next one goes on from it. */
export async function park(
  build: Build,
  lane: Lane,
  at: { readonly place: StepOutputs['worktree']; readonly result: AgentResult; readonly why: ParkedBy },
): Promise<StepResult<'implement'>> {
  const { place, result, why } = at;
  const { story, adapter, folder } = lane;
  const { report } = result;
  // What a reviewer changed is no part of the work.
  if (lane.turn?.role.kind === 'reviewer') return { end: 'parked', why, ...(report === undefined ? {} : { report }) };
  const {
    output: { changed, commit },
  } = await keepWork(build, { story, agent: adapter.name, place, result, folder });
  return { end: 'parked', why, ...(changed ? { commit } : {}), ...(report === undefined ? {} : { report }) };
}
