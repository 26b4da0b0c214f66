import { fieldsOf, jsonIn, paragraphs, priorityOf, stateOf, textOf, textsOf, type Source, type Task } from './task.ts';

/** `prd.json` of agent loops: user stories with criteria, a priority, and `passes` once they are done. */
export const prd: Source = {
  name: 'prd',
  looksLike: 'prd.json ({ "userStories": [...] })',
  tasks(files) {
    const { userStories } = fieldsOf(jsonIn(files));
    return Array.isArray(userStories) ? userStories.map((one, at) => storyOf(fieldsOf(one), at)) : undefined;
  },
};

function storyOf(story: Readonly<Record<string, unknown>>, at: number): Task {
  const title = textOf(story['title']) ?? textOf(story['description']) ?? '';
  const id = textOf(story['id']) ?? String(at + 1);
  const priority = priorityOf(story['priority']);
  return {
    key: keyOf(id),
    title,
    text: paragraphs(textOf(story['description']), textOf(story['notes'])),
    criteria: textsOf(story['acceptanceCriteria'] ?? story['acceptance_criteria']),
    files: textsOf(story['files']),
    needs: textsOf(story['dependsOn'] ?? story['depends_on'] ?? story['dependencies']).map(keyOf),
    ...(priority === undefined ? {} : { priority }),
    state: story['passes'] === true ? 'done' : story['blocked'] === true ? 'blocked' : stateOf(story['status']),
  };
}

/** A bare number says nothing among the stories of others. */
function keyOf(id: string): string {
  return /^\d+$/.test(id) ? `story-${id}` : id;
}
