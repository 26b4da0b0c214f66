import { floorOf, type Floor } from '../../model/budget.ts';
import type { Story, Subtask } from '../../model/card.ts';
import type { Config } from '../../model/config.ts';
import type { State, StepOutputs } from '../../model/record.ts';
import { subtaskLane } from '../../model/subtask-lane.ts';
import type { Parts } from '../../model/target.ts';
import { apartRule } from '../../plan/apart.ts';
import { covers } from '../../plan/scope.ts';
import { placedSubtasks, subtaskScope } from '../../plan/subtasks.ts';
import { storyState } from '../../record/fold.ts';
import { changedParts, digestOf } from '../../stale/fingerprint.ts';

/** How far one subtask of a story is. */
export interface SubtaskState {
  readonly subtask: Subtask;
  /** Name of its lane. */
  readonly lane: string;
  /** Those whose work it begins from, in the order in which that is merged. */
  readonly needs: readonly SubtaskState[];
  /** What its work is fingerprinted by; undefined as long as what it begins from is not there. */
  readonly parts?: Parts;
  /** Its work, where that is done for exactly these parts. */
  readonly done?: StepOutputs['implement'];
}

interface At {
  readonly config: Pick<Config, 'parallel' | 'hotspots'>;
  readonly store: { readonly state: Pick<State, 'stories'> };
}

/** All that is asked of a card and how it is worked on. */
export interface Card {
  readonly story: Story;
  readonly key: string;
  readonly implementParts: Parts;
}

/** The subtasks of a card in the order in which they are merged, each as it stands. */
export function subtaskStates({ config, store: { state } }: At, { story, key, implementParts }: Card): readonly SubtaskState[] {
  const own = (id: string): ReturnType<typeof storyState> => storyState(state, subtaskLane(story.id, id));
  const late = story.subtasks.filter(({ id }) =>
    own(id).failures.some((failure) => failure.key === key && failure.problem.reason === 'subtask-conflict'),
  );
  const states = new Map<string, SubtaskState>();
  for (const placed of placedSubtasks(story, apartRule(config), new Set(late.map(({ id }) => id)))) {
    const { subtask } = placed;
    const needs = placed.needs.map((id) => states.get(id)!);
    const ground = needs.flatMap(({ done }) => done?.commit ?? []);
    const isOpen = ground.length < needs.length;
    const words = JSON.stringify([subtask.id, subtask.title]);
    const parts = { ...implementParts, subtask: digestOf(words), ground: digestOf(ground.join(' ')) };
    const last = own(subtask.id).steps.implement;
    const isDone = !isOpen && last !== undefined && changedParts(last.parts, parts).length === 0;
    const made = { subtask, lane: subtaskLane(story.id, subtask.id), needs, ...(isOpen ? {} : { parts }) };
    states.set(subtask.id, isDone ? { ...made, done: last.output } : made);
  }
  return [...states.values()];
}

/** Those whose session is still to come. */
export function subtasksLeft(at: At, card: Card): readonly SubtaskState[] {
  return subtaskStates(at, card).filter(({ done }) => done === undefined);
}

/**
 * Is the story still worked on in parts? Once these have come together, what fails, is edited or was put aside by a person is
 * the story's as a whole, and one session on all of it goes on from there: parts know nothing of what was done since.
 */
export function fansOut(at: At, card: Card): boolean {
  const { story, key } = card;
  if (story.subtasks.length === 0) return false;
  const { failures, work, dropped } = storyState(at.store.state, story.id);
  if (failures.some((failure) => failure.key === key && !OF_A_PART.has(failure.problem.reason))) return false;
  return work === undefined && dropped === undefined;
}

const OF_A_PART: ReadonlySet<string> = new Set(['subtask-failed', 'subtask-conflict']);

/** The story as one of its subtasks has it: its lane's name, and what that may change. */
export function asSubtask(story: Story, subtask: Subtask): Story {
  return { ...story, id: subtaskLane(story.id, subtask.id), ...subtaskScope(story, subtask), subtasks: [] };
}

interface Beside {
  readonly others: readonly Subtask[];
  /** Ids of those whose work it begins from. */
  readonly stands: readonly string[];
}

/** Ids of all that a subtask depends on, however far. */
function neededBy(subtask: Subtask, all: readonly Subtask[], seen: ReadonlySet<string> = new Set()): readonly string[] {
  const direct = subtask.dependsOn.filter((id) => !seen.has(id));
  const known = new Set([...seen, ...direct]);
  const further = direct.flatMap((id) => all.filter((one) => one.id === id)).flatMap((one) => neededBy(one, all, known));
  return [...new Set([...direct, ...further])];
}

/** May this context file be left out of the subtask's assignment? It is what others of the story change, and nothing it begins from. */
export function isOthers(subtask: Subtask, { others, stands }: Beside, file: string): boolean {
  if (covers(subtask.files, file)) return false;
  return others.some(({ id, files }) => id !== subtask.id && !stands.includes(id) && covers(files, file));
}

/** The floor of a subtask's own assignment, as near as the story's parts tell. */
export function subtaskFloor(story: Story, subtask: Subtask, { parts }: Floor): Floor {
  const beside = { others: story.subtasks, stands: neededBy(subtask, story.subtasks) };
  return floorOf(parts.filter(({ kind, name }) => kind !== 'file' || !isOthers(subtask, beside, name)));
}
