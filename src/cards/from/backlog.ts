import { frontMatter } from '../front-matter.ts';
import { yamlValue } from '../yaml-value.ts';
import { fieldsOf, priorityOf, stateOf, textOf, textsOf, type Source, type SourceFile, type Task } from './task.ts';

/** Marks that its own program finds its parts by. */
const MARKERS = /^<!-- (?:SECTION|AC|DOD|COMMENT[S]?):.*-->\n?/gm;
/** Boxes carry a number there, which is said anew when one is taken out. */
const NUMBERED_BOX = /^(\s*[-*] \[[ xX]\]) #\d+ /gm;

/** Tasks of Backlog.md: a file of markdown each, in `backlog/tasks`. */
export const backlog: Source = {
  name: 'backlog',
  looksLike: 'a folder of Backlog.md (task-1 - Title.md, ...)',
  tasks(files) {
    const tasks = files.map(taskOf);
    return tasks.some((task) => task !== undefined) ? tasks.filter((task) => task !== undefined) : undefined;
  },
};

function taskOf({ file, text }: SourceFile): Task | undefined {
  const parts = frontMatter(file, text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'));
  if (parts === undefined || 'problem' in parts) return undefined;
  const fields = fieldsOf(yamlValue(file, parts.yaml, parts.firstLine).value);
  const [id, title] = [textOf(fields['id']), textOf(fields['title'])];
  if (id === undefined || title === undefined || textOf(fields['status']) === undefined) return undefined;
  const priority = priorityOf(fields['priority']);
  return {
    key: id.toLowerCase(),
    title,
    text: parts.body.replaceAll(MARKERS, '').replaceAll(NUMBERED_BOX, '$1 ').trim(),
    criteria: [],
    needs: textsOf(fields['dependencies']).map((need) => need.toLowerCase()),
    ...(priority === undefined ? {} : { priority }),
    state: stateOf(fields['status']),
  };
}
