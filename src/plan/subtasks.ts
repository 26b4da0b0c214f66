import type { Story, Subtask } from '../model/card.ts';
import type { ApartRule } from './apart.ts';

/** A subtask in its place, with the ids of those whose work it begins from. */
export interface PlacedSubtask {
  readonly subtask: Subtask;
  readonly needs: readonly string[];
}

/**
 * In the order in which their work is merged: what one depends on before it, else as written. Of two that may not hold their
 * files at once the later begins from the earlier's work. Those in `late` did not merge: they come as late as they can, and begin from
 * the work of all before them. Subtasks in a ring come last, as written.
 */
export function placedSubtasks(
  story: Pick<Story, 'files' | 'subtasks'>,
  rule: ApartRule,
  late: ReadonlySet<string> = new Set(),
): readonly PlacedSubtask[] {
  const placed: PlacedSubtask[] = [];
  for (const subtask of inOrder(story.subtasks, late)) {
    const mine = subtaskScope(story, subtask);
    const before = placed.filter(
      ({ subtask: other }) =>
        late.has(subtask.id) || subtask.dependsOn.includes(other.id) || rule(mine, subtaskScope(story, other)),
    );
    placed.push({ subtask, needs: before.map(({ subtask: { id } }) => id) });
  }
  return placed;
}

/** What a subtask may change: its own files, the story's where it names none. */
export function subtaskScope(story: Pick<Story, 'files'>, { files }: Pick<Subtask, 'files'>): Pick<Story, 'files'> {
  return { files: files.length === 0 ? story.files : files };
}

function inOrder(subtasks: readonly Subtask[], late: ReadonlySet<string>): readonly Subtask[] {
  const order: Subtask[] = [];
  const done = new Set<string>();
  let left = subtasks;
  while (left.length > 0) {
    const free = left.filter(({ dependsOn }) => dependsOn.every((need) => done.has(need)));
    const next = free.find(({ id }) => !late.has(id)) ?? free[0];
    if (next === undefined) return [...order, ...left];
    order.push(next);
    done.add(next.id);
    left = left.filter((one) => one !== next);
  }
  return order;
}
