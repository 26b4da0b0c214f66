import { ROLE } from '../../model/allowance.ts';
import type { Landing } from '../../integrate/message.ts';
import { addTokens } from '../../model/budget.ts';
import type { StepOutputs } from '../../model/record.ts';
import { autonomy } from './autonomy.ts';
import type { Build, Lane } from '../run/build.ts';

/** What a merge says about the lane it brings in, with all that its sessions told. */
export function landingOf(build: Build, lane: Lane, gate: StepOutputs['gate']): Landing {
  const sessions = build.project.store.state.sessions.filter((one) => one.story === lane.story.id && one.key === lane.key);
  const last = sessions.findLast(({ role = ROLE }) => role === ROLE);
  const { story, key, adapter } = lane;
  const common = {
    story: story.id,
    title: story.title,
    key,
    agent: adapter.name,
    model: story.budget?.model ?? '',
    gateDigest: gate.digest,
    ...autonomy(build.project, { story: story.id, key }),
  };
  if (!last) return common;
  const { estimate, actual } = last;
  return {
    ...common,
    ...(last.effort === undefined ? {} : { effort: last.effort }),
    outcome: last.outcome,
    rawFloorTokens: estimate.rawFloorTokens,
    floorTokens: { estimate: estimate.floorTokens, ...(actual.floorTokens === undefined ? {} : { actual: actual.floorTokens }) },
    workingTokens: {
      estimate: estimate.workingP50Tokens,
      ...(actual.workingTokens === undefined ? {} : { actual: actual.workingTokens }),
    },
    // Every attempt was paid for. A session that told nothing makes the sum unknown, not smaller.
    ...(sessions.some((one) => one.actual.spendSource === 'none')
      ? {}
      : { spend: sessions.map((one) => one.actual.spend).reduce(addTokens) }),
  };
}
