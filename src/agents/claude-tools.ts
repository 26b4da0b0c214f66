import path from 'node:path';
import type { AgentEvent, ToolKind } from '../model/agent.ts';
import { objectIn, textIn, type Loose } from './loose-json.ts';

export interface ToolUse {
  readonly kind: ToolKind;
  /** Relative to the worktree where they lie in it. */
  readonly paths: readonly string[];
  readonly command?: string;
  /** Absent while it is under way. */
  readonly ok?: boolean;
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

/** A `tool_use` block of a message. */
export function toolUse(block: Loose, cwd: string): ToolUse {
  const input = objectIn(block, 'input');
  const file = textIn(input, 'file_path') ?? textIn(input, 'notebook_path') ?? textIn(input, 'path');
  const command = textIn(input, 'command');
  return {
    kind: KINDS.get(textIn(block, 'name') ?? '') ?? 'other',
    paths: file === undefined ? [] : [fromWorktree(file, cwd)],
    ...(command === undefined ? {} : { command }),
  };
}

export function toolEvent(id: string, use: ToolUse): AgentEvent {
  return { t: 'tool', id, ...use };
}

function fromWorktree(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** Programs that bring a file's content into the context without a Read, where they begin a command; behind a pipe they read only that. */
const READERS =
  /(?:^|[;&(`'"\n]|\|\|)\s*(?:\w+=\S*\s+)*(?:cat|bat|less|more|head|tail|sed|awk|[ef]?grep|rg|ag|find|strings|xxd|od|nl|tac|diff|git\s+(?:show|diff|grep|blame|cat-file))(?=\s|$)|\bxargs\b/;

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
    unauditedCommands: commands.filter((command) => READERS.test(command)),
  };
}

/** Did any call that can change something go through? */
export function changedAnything(uses: ToolUses): boolean {
  return [...uses.values()].some(
    (use) => use.ok === true && (use.kind === 'edit' || use.kind === 'execute' || use.kind === 'other'),
  );
}
