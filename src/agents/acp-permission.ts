import path from 'node:path';
import type { AcpTask } from './acp-state.ts';
import { acpPaths, commandOf } from './acp-tools.ts';
import { objectsIn, textIn, type Loose } from './loose-json.ts';

/** What the brief forbids: the branch and the worktree are ours. */
const FORBIDDEN = /\bgit\s+(?:-[cC]\s+\S+\s+|-\S+\s+)*(?:push|stash|switch|checkout|worktree|rebase|merge)\b/;

/** Why a call is not permitted; undefined where it is. Nobody is asked: what the card covers is allowed, all else is not. */
export function refusalOf(call: Loose, task: AcpTask): string | undefined {
  const kind = textIn(call, 'kind') ?? 'other';
  const paths = acpPaths(call, task.cwd);
  switch (kind) {
    case 'think':
    case 'search':
      return undefined;
    case 'read':
      return paths.every((one) => isInside(one, task)) ? undefined : 'it lies outside the worktree';
    case 'edit':
    case 'delete':
    case 'move':
      return editRefusal(paths, task);
    case 'execute':
      return commandRefusal(commandOf(call) ?? textIn(call, 'title') ?? '');
  }
  return `a call of the kind '${kind}' is not what a story needs`;
}

function commandRefusal(command: string): string | undefined {
  const [verb] = FORBIDDEN.exec(command) ?? [];
  return verb === undefined ? undefined : `\`${verb}\` is not a story's to do`;
}

function editRefusal(paths: readonly string[], task: AcpTask): string | undefined {
  if (paths.length === 0) return 'it does not say which file';
  const outside = paths.find((one) => !isInside(one, task));
  if (outside !== undefined) return `${outside} lies outside the worktree`;
  const strayed = paths.find((one) => !path.isAbsolute(one) && !task.mayEdit(one.replaceAll('\\', '/')));
  return strayed === undefined ? undefined : `${strayed} lies outside the story's files`;
}

/** Paths in the worktree are relative to it by now; the outbox is the one folder beside it. */
function isInside(file: string, { cwd, outbox }: AcpTask): boolean {
  const full = path.resolve(cwd, file);
  return [cwd, outbox].some((folder) => full === folder || full.startsWith(folder + path.sep));
}

/** The answer to a request for permission: for once where it is allowed, so that every call is asked for. */
export function permissionAnswer(params: Loose, allow: boolean): object {
  const options = objectsIn(params, 'options');
  const kinds = allow ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
  const optionId = kinds
    .flatMap((kind) => options.filter((one) => textIn(one, 'kind') === kind))
    .flatMap((one) => textIn(one, 'optionId') ?? [])[0];
  return { outcome: optionId === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId } };
}
