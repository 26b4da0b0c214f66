/** A lane's owner: a story, or one of its subtasks. */
export interface LaneOwner {
  readonly story: string;
  readonly subtask?: string;
}

/** No story's id holds it, so that a lane's name always tells whose it is. */
const BETWEEN = '--';

/** The name of a subtask's lane: of its branch, its worktree and its lines in the journal. */
export function subtaskLane(story: string, subtask: string): string {
  return `${story}${BETWEEN}${subtask}`;
}

export function ownerOf(lane: string): LaneOwner {
  const at = lane.indexOf(BETWEEN);
  return at === -1 ? { story: lane } : { story: lane.slice(0, at), subtask: lane.slice(at + BETWEEN.length) };
}
