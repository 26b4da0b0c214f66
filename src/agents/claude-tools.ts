import type { ToolKind } from '../model/agent.ts';
import { objectIn, textIn, type Loose } from './loose-json.ts';
import { fromWorktree, type ToolUse, type ToolUses } from './tool-uses.ts';

const KINDS: ReadonlyMap<string, ToolKind> = new Map([
  ['Read', 'read'],
  ['NotebookRead', 'read'],
  ['Edit', 'edit'],
  ['MultiEdit', 'edit'],
  ['Write', 'edit'],
  ['NotebookEdit', 'edit'],
  ['Bash', 'execute'],
  ['Grep', 'search'],
  ['Glob', 'search'],
]);

/** A `tool_use` block of a message, after the calls `before` it. */
export function toolUse(block: Loose, cwd: string, before: ToolUses): ToolUse {
  const input = objectIn(block, 'input');
  const file = textIn(input, 'file_path') ?? textIn(input, 'notebook_path') ?? textIn(input, 'path');
  const command = textIn(input, 'command');
  const paths = file === undefined ? [] : [fromWorktree(file, cwd)];
  const edit = editIn(input);
  return {
    kind: KINDS.get(textIn(block, 'name') ?? '') ?? 'other',
    paths,
    ...(command === undefined ? {} : { command }),
    ...(edit === undefined ? {} : { edit, ...(isAgain(paths, edit, before) ? { again: true } : {}) }),
  };
}

function editIn(input: Loose): ToolUse['edit'] {
  const to = textIn(input, 'new_string') ?? textIn(input, 'content');
  const from = textIn(input, 'old_string');
  return to === undefined ? undefined : { to, ...(from === undefined ? {} : { from }) };
}

/** Shorter texts are found anywhere. */
const TELLING_LENGTH = 12;

/** Does it replace text that an edit before it has put there? */
function isAgain(paths: readonly string[], { from }: { readonly from?: string }, before: ToolUses): boolean {
  return [...before.values()].some(({ edit, ok, paths: edited }) => {
    if (edit === undefined || ok !== true || !edited.some((one) => paths.includes(one))) return false;
    if (from === undefined) return true;
    // A file that was written whole is filled in afterwards: only edits of edits count.
    if (edit.from === undefined) return false;
    const [old, put] = [from.trim(), edit.to.trim()];
    return Math.min(old.length, put.length) >= TELLING_LENGTH && (old.includes(put) || put.includes(old));
  });
}
