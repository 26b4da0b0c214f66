import { fieldsOf, jsonIn, priorityOf, textOf, type Source, type Task } from './task.ts';

const NEEDS = /\b(?:depends on|blocked by|after|requires)[: ]+((?:#\d+(?:,? (?:and )?)?)+)/gi;

/** Issues of GitHub as `gh issue list --json number,title,body,labels,state` or its REST interface gives them. */
export const issues: Source = {
  name: 'github',
  looksLike: 'issues of GitHub (gh issue list --json number,title,body,labels,state)',
  tasks(files) {
    const all = jsonIn(files);
    if (!Array.isArray(all) || !all.every((one) => typeof fieldsOf(one)['number'] === 'number')) return undefined;
    // The REST interface lists pull requests as issues.
    const tasks = all
      .map(fieldsOf)
      .filter((one) => !('pull_request' in one))
      .map(issueOf);
    // A list holds what is open: whatever else is named was closed before.
    const known = new Set(tasks.map(({ key }) => key));
    return tasks.map((task) => ({ ...task, needs: task.needs.filter((need) => known.has(need)) }));
  },
};

function issueOf(issue: Readonly<Record<string, unknown>>): Task {
  const key = `issue-${issue['number'] as number}`;
  const text = (textOf(issue['body']) ?? '').replaceAll('\r\n', '\n');
  const labels = (Array.isArray(issue['labels']) ? issue['labels'] : []).flatMap(
    (one) => textOf(fieldsOf(one)['name']) ?? textOf(one) ?? [],
  );
  const priority = labels.map((label) => priorityOf(label.replace(/^priority[:/ -]*/i, ''))).find((one) => one !== undefined);
  const isClosed = /^closed$/i.test(textOf(issue['state']) ?? '');
  const state = !isClosed ? (labels.some((label) => /^blocked$/i.test(label)) ? 'blocked' : 'open') : 'done';
  return {
    key,
    title: textOf(issue['title']) ?? '',
    text,
    criteria: [],
    needs: [...text.matchAll(NEEDS)]
      .flatMap(([, list]) => list!.match(/\d+/g)!.map((number) => `issue-${number}`))
      // A text that names its own issue means no other.
      .filter((need) => need !== key),
    ...(priority === undefined ? {} : { priority }),
    state,
  };
}
