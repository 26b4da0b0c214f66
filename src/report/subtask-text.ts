import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';

const STATES = {
  started: 'begins',
  done: 'is done',
  failed: 'failed',
  stopped: 'was stopped',
  conflict: 'does not merge with the others',
};

/** What became of one part of a story. */
export function subtaskText({ story, subtask, state, paths = [] }: Extract<Event, { t: 'subtask' }>): string {
  const where = paths.length === 0 ? '' : `, in ${paths.map(shown).join(', ')}`;
  return `${shown(story)}: ${shown(subtask)} ${STATES[state]}${where}`;
}

/** ` (scale, label)`: the parts of a story that are in session; nothing where it is not worked on in parts. */
export function inParts(subtasks: readonly string[] | undefined): string {
  return subtasks === undefined || subtasks.length === 0 ? '' : ` (${subtasks.map(shown).join(', ')})`;
}

/** The parts of a story that are in session after the event. */
export function inSession(
  before: readonly string[] | undefined,
  { subtask, state }: Extract<Event, { t: 'subtask' }>,
): readonly string[] {
  const others = before?.filter((one) => one !== subtask) ?? [];
  return state === 'started' ? [...others, subtask] : others;
}
