import type { LaneOwner } from '../../model/subtask-lane.ts';

/** Under which a lane's session is reserved, and charged while it is open. */
export function chargeId({ story, subtask }: LaneOwner): string {
  return subtask === undefined ? story : `${story} --${subtask}`;
}

/** Of a charge that is open. */
export function storyOf(id: string): string {
  return id.split(' ', 1)[0]!;
}
