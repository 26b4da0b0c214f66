import type { Place } from './place.ts';

/** Subtasks that do not hold together with their card. */
export type SubtaskCardProblem =
  /** `scope`: the story's files. */
  | At<'subtask-outside', { subtask: string; glob: string; scope: readonly string[] }>
  /** `isUnknown`: one of the two names no files. */
  | At<'subtasks-overlap', { subtasks: readonly [string, string]; isUnknown: boolean }>
  | At<'subtasks-with-roles', { roles: readonly string[] }>;

/** The work of one does not merge with that of the others, in `paths`. */
export interface SubtaskConflict {
  readonly reason: 'subtask-conflict';
  readonly place?: Place;
  readonly story: string;
  readonly subtask: string;
  readonly paths: readonly string[];
}

type At<R extends string, More> = { readonly reason: R; readonly place: Place } & Readonly<More>;
