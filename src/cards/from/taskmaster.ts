import { fieldsOf, jsonIn, paragraphs, priorityOf, stateOf, textOf, textsOf, type Source, type Task } from './task.ts';

/** `tasks.json` of Taskmaster: `{ tasks }`, or one such list for each tag. */
export const taskmaster: Source = {
  name: 'taskmaster',
  looksLike: 'Taskmaster\'s tasks.json ({ "tasks": [...] }, or by tag)',
  tasks(files) {
    const all = fieldsOf(jsonIn(files));
    if (Array.isArray(all['tasks'])) return tasksOf(all['tasks'], 'master');
    const tags = Object.entries(all).flatMap(([tag, list]) => {
      const { tasks } = fieldsOf(list);
      return Array.isArray(tasks) ? [[tag, tasks] as const] : [];
    });
    return tags.length === 0 ? undefined : tags.flatMap(([tag, tasks]) => tasksOf(tasks, tag));
  },
};

function tasksOf(tasks: readonly unknown[], tag: string): readonly Task[] {
  return tasks.flatMap((one) => taskOf(fieldsOf(one), tag === 'master' ? 'task' : tag));
}

function taskOf(task: Readonly<Record<string, unknown>>, prefix: string): readonly Task[] {
  const [id, title] = [textOf(task['id']), textOf(task['title'])];
  if (id === undefined || title === undefined) return [];
  const priority = priorityOf(task['priority']);
  const [details, strategy] = [textOf(task['details']), textOf(task['testStrategy'])];
  const steps = listOf(task['subtasks']).map(
    (step) => `- ${paragraphs(textOf(step['title']), textOf(step['description'])).replaceAll(/\s*\n\s*/g, ' ')}`,
  );
  return [
    {
      key: `${prefix}-${id}`,
      title,
      text: paragraphs(
        textOf(task['description']),
        details && `## Details\n\n${details}`,
        steps.length === 0 ? undefined : `## Steps\n\n${steps.join('\n')}`,
      ),
      criteria: strategy === undefined ? [] : [strategy],
      // A need such as 3.2 is a step of another task: all of that has to be there.
      needs: textsOf(task['dependencies']).map((need) => `${prefix}-${need.split('.')[0]}`),
      ...(priority === undefined ? {} : { priority }),
      state: stateOf(task['status']),
    },
  ];
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
