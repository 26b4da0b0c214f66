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
  return tasks.map((one, at) => taskOf(fieldsOf(one), { prefix: tag === 'master' ? 'task' : tag, at }));
}

function taskOf(task: Readonly<Record<string, unknown>>, { prefix, at }: { readonly prefix: string; readonly at: number }): Task {
  const id = textOf(task['id']) ?? String(at + 1);
  const priority = priorityOf(task['priority']);
  const [details, strategy] = [textOf(task['details']), textOf(task['testStrategy'])];
  const steps = listOf(task['subtasks']).map(
    (step) => `- ${paragraphs(textOf(step['title']), textOf(step['description'])).replaceAll(/\s*\n\s*/g, ' ')}`,
  );
  return {
    key: `${prefix}-${id}`,
    title: textOf(task['title']) ?? '',
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
  };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
