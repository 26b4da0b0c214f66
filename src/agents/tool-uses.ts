import path from 'node:path';
import type { AgentEvent, ToolKind } from '../model/agent.ts';
import { isUnaudited, onlyLooks } from './unaudited.ts';

/** A tool call of a session, as far as it is known: `ok` is absent while it is under way. */
export interface ToolUse extends Omit<Extract<AgentEvent, { t: 'tool' }>, 't' | 'id'> {
  /** The text an edit puts in; a whole file where `from` is not there. */
  readonly edit?: { readonly from?: string; readonly to: string };
}

/** Tool calls by their id, in order. */
export type ToolUses = ReadonlyMap<string, ToolUse>;

export function toolEvent(id: string, { edit: _text, ...use }: ToolUse): AgentEvent {
  return { t: 'tool', id, ...use };
}

/** A path as it is told: relative where it lies in the worktree. */
export function fromWorktree(file: string, cwd: string): string {
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
    ({ ok, kind, command }) =>
      ok === true && (kind === 'edit' || kind === 'other' || (kind === 'execute' && !onlyLooks(command ?? ''))),
  );
}
