import type { Action } from '../model/inbox.ts';
import { acpPaths, commandOf } from './acp-tools.ts';
import { objectsIn, textIn, type Loose } from './loose-json.ts';

const KINDS: ReadonlyMap<string, Action['kind']> = new Map([
  ['think', 'search'],
  ['search', 'search'],
  ['read', 'read'],
  ['edit', 'edit'],
  ['delete', 'edit'],
  ['move', 'edit'],
  ['execute', 'execute'],
]);

/** What a call that permission is asked for would do. */
export function actionOf(call: Loose, cwd: string): Action {
  const kind = KINDS.get(textIn(call, 'kind') ?? '') ?? 'other';
  const tool = textIn(call, 'name') ?? textIn(call, 'title') ?? 'unknown';
  if (kind === 'execute') {
    const command = commandOf(call) ?? textIn(call, 'title') ?? '';
    // Its title is often the command itself.
    return { tool: tool === command ? 'execute' : tool, kind, command, paths: [] };
  }
  return { tool, kind, paths: acpPaths(call, cwd) };
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
