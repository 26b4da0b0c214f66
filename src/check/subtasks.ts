import type { Story } from '../model/card.ts';
import { rings } from '../model/dag.ts';
import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';

/** Subtasks that wait for themselves, reach beyond their story's files, or may change the same file; and those of a story that roles work on. */
export function subtaskProblems(input: CheckInput): readonly CardProblem[] {
  return input.stories
    .filter(({ status, subtasks }) => status !== 'dropped' && subtasks.length > 0)
    .flatMap((story) => [
      ...rolesBeside(story, input),
      ...ringsOf(story),
      ...outsideOf(story, input),
      ...overlapsOf(story, input),
    ]);
}

function rolesBeside(story: Story, { roleNames }: CheckInput): readonly CardProblem[] {
  if (roleNames.length === 0) return [];
  return [{ reason: 'subtasks-with-roles', roles: roleNames, place: placeIn(story, '/subtasks') }];
}

function ringsOf(story: Story): readonly CardProblem[] {
  const needs = new Map(story.subtasks.map(({ id, dependsOn }) => [id, dependsOn]));
  return rings(needs).map((ring): CardProblem => {
    const at = story.subtasks.findIndex(({ id }) => id === ring[0]);
    return { reason: 'ring', of: 'subtasks', ring, place: placeIn(story, `/subtasks/${at}/depends_on`) };
  });
}

/** A glob that may mean a file of the story is left to its gate. */
function outsideOf(story: Story, { overlap }: CheckInput): readonly CardProblem[] {
  if (story.files.length === 0) return [];
  return story.subtasks.flatMap(({ id, files }, index) =>
    files.flatMap((glob, at): readonly CardProblem[] =>
      overlap([glob], story.files)
        ? []
        : [
            {
              reason: 'subtask-outside',
              subtask: id,
              glob,
              scope: story.files,
              place: placeIn(story, `/subtasks/${index}/files/${at}`),
            },
          ],
    ),
  );
}

/** Told once for each pair that nothing else puts one after the other. */
function overlapsOf({ subtasks, ...story }: Story, { overlap }: CheckInput): readonly CardProblem[] {
  const pairs = subtasks.flatMap((one, index) => subtasks.slice(0, index).map((other) => ({ one, other, index })));
  return pairs.flatMap(({ one, other, index }): readonly CardProblem[] => {
    const isOrdered = one.dependsOn.includes(other.id) || other.dependsOn.includes(one.id);
    const isUnknown = one.files.length === 0 || other.files.length === 0;
    if (isOrdered || !(isUnknown || overlap(one.files, other.files))) return [];
    return [{ reason: 'subtasks-overlap', subtasks: [other.id, one.id], isUnknown, place: placeIn(story, `/subtasks/${index}`) }];
  });
}
