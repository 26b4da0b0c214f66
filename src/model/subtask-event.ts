/**
 * A session on one of a story's subtasks begins, or has ended. `conflict`: its work does not merge with the others', in `paths`, and
 * is done again.
 */
export interface SubtaskTold {
  readonly t: 'subtask';
  readonly story: string;
  readonly subtask: string;
  readonly state: 'started' | 'done' | 'failed' | 'stopped' | 'conflict';
  readonly paths?: readonly string[];
}
