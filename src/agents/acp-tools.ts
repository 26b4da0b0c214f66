import type { ToolKind } from '../model/agent.ts';
import { objectIn, objectsIn, textIn, textsIn, type Loose } from './loose-json.ts';
import { fromWorktree, type ToolUse } from './tool-uses.ts';

const KINDS: ReadonlyMap<string, ToolKind> = new Map([
  ['read', 'read'],
  ['edit', 'edit'],
  ['delete', 'edit'],
  ['move', 'edit'],
  ['execute', 'execute'],
  ['search', 'search'],
]);

/** A `tool_call` or an update of one, laid over what was `known` of it. */
export function acpTool(said: Loose, cwd: string, known?: ToolUse): ToolUse {
  const kind = KINDS.get(textIn(said, 'kind') ?? '') ?? known?.kind ?? 'other';
  const end = endOf(said);
  if (kind === 'execute')
    return { kind, paths: [], command: commandOf(said) ?? known?.command ?? textIn(said, 'title') ?? '', ...end };
  return { kind, paths: pathsOf(said, cwd, known), ...end };
}

function pathsOf(said: Loose, cwd: string, known?: ToolUse): readonly string[] {
  const paths = acpPaths(said, cwd);
  return paths.length > 0 ? paths : (known?.paths ?? []);
}

/** The files a call is about, wherever it names them. */
export function acpPaths(said: Loose, cwd: string): readonly string[] {
  const input = objectIn(said, 'rawInput');
  const named = ['file_path', 'filePath', 'path'].flatMap((key) => textIn(input, key) ?? []);
  const told = [...objectsIn(said, 'locations'), ...diffs(said)].flatMap((one) => textIn(one, 'path') ?? []);
  return [...new Set([...told, ...named].map((file) => fromWorktree(file, cwd)))];
}

function diffs(said: Loose): readonly Loose[] {
  return objectsIn(said, 'content').filter((one) => textIn(one, 'type') === 'diff');
}

export function commandOf(said: Loose): string | undefined {
  const input = objectIn(said, 'rawInput');
  const words = textsIn(input, 'command');
  return textIn(input, 'command') ?? textIn(input, 'cmd') ?? (words.length > 0 ? words.join(' ') : undefined);
}

function endOf(said: Loose): Pick<ToolUse, 'ok' | 'bytes'> {
  const status = textIn(said, 'status');
  if (status !== 'completed' && status !== 'failed') return {};
  const texts = objectsIn(said, 'content').map((one) => textIn(objectIn(one, 'content'), 'text') ?? '');
  return { ok: status === 'completed', bytes: Buffer.byteLength(texts.join('')) };
}
