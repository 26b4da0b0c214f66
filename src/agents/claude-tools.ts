import path from 'node:path';
import type { AgentEvent, ToolKind } from '../model/agent.ts';
import { objectIn, textIn, type Loose } from './loose-json.ts';
import { isUnaudited } from './unaudited.ts';

export interface ToolUse {
  readonly kind: ToolKind;
  /** Relative to the worktree where they lie in it. */
  readonly paths: readonly string[];
  readonly command?: string;
  /** Absent while it is under way. */
  readonly ok?: boolean;
  /** Size of what it gave back. */
  readonly bytes?: number;
  /** It edits what was edited before. */
  readonly again?: boolean;
  readonly refused?: boolean;
  /** The text an edit puts in; a whole file where `from` is not there. */
  readonly edit?: { readonly from?: string; readonly to: string };
}

/** Tool calls by their id, in order. */
export type ToolUses = ReadonlyMap<string, ToolUse>;

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

export function toolEvent(id: string, { edit: _text, ...use }: ToolUse): AgentEvent {
  return { t: 'tool', id, ...use };
}

function fromWorktree(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

interface Audit {
  readonly reads: readonly string[];
  readonly edits: readonly string[];
  readonly unauditedCommands: readonly string[];
  readonly commands: readonly string[];
}

/** What a session read and changed, as far as its tools tell; calls that were refused or failed did neither (a command that failed has run). */
export function audit(uses: ToolUses, refused: ReadonlyMap<string, unknown>): Audit {
  const done = [...uses]
    .filter(([id, use]) => !refused.has(id) && (use.ok !== false || use.kind === 'execute'))
    .map(([, use]) => use);
  const paths = (...kinds: readonly ToolKind[]): string[] => [
    ...new Set(done.filter((use) => kinds.includes(use.kind)).flatMap((use) => use.paths)),
  ];
  const commands = [...new Set(done.flatMap((use) => use.command ?? []))];
  return {
    reads: paths('read', 'search'),
    edits: paths('edit'),
    commands,
    unauditedCommands: commands.filter(isUnaudited),
  };
}

/** Did any call that can change something go through? */
export function changedAnything(uses: ToolUses): boolean {
  return [...uses.values()].some(
    (use) => use.ok === true && (use.kind === 'edit' || use.kind === 'execute' || use.kind === 'other'),
  );
}
