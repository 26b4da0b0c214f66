import path from 'node:path';
import type { Action } from '../model/inbox.ts';

/** What a story may do unasked. */
export interface Bounds {
  readonly cwd: string;
  /** The one folder beside the worktree that is the session's own. */
  readonly outbox: string;
  /** May the story change this path, relative to the worktree? */
  readonly mayEdit: (path: string) => boolean;
  /** May it run this command unasked? */
  readonly mayRun?: (command: string) => boolean;
}

/** `refuse`: a rule says so, and nobody is asked. `ask`: no rule settles it. */
export type Ruling =
  { readonly rule: 'allow' } | { readonly rule: 'refuse'; readonly why: string } | { readonly rule: 'ask'; readonly why: string };

/** What the brief forbids: the branch and the worktree are ours. */
const FORBIDDEN = /\bgit\s+(?:-[cC]\s+\S+\s+|-\S+\s+)*(?:push|stash|switch|checkout|worktree|rebase|merge)\b/;
/** A person's words, in whatever way xpar is called. */
const PERSONS = /\bxpar(?:\.mjs)?["']?\s+(?:-\S+\s+\S+\s+)*(approve|deny|land|accept|reject|adr\s+confirm)\b/;

const ALLOW: Ruling = { rule: 'allow' };

/** What the card covers is allowed, what the brief forbids is refused, all else is for a person. */
export function rulingOn(action: Action, bounds: Bounds): Ruling {
  switch (action.kind) {
    case 'search':
      return ALLOW;
    case 'read':
      return action.paths.every((one) => isInside(one, bounds)) ? ALLOW : ask('it lies outside the worktree');
    case 'edit':
      return onEdit(action.paths, bounds);
    case 'execute':
      return onCommand(action.command ?? '', bounds);
    case 'other':
      return OWN_TOOLS.test(action.tool) ? ALLOW : ask('no rule covers this tool');
  }
}

/** Those of `xpar mcp`, in the ways that agents name them. */
const OWN_TOOLS =
  /^(?:mcp__xpar__|xpar[._]+|mcp\.xpar\.)(?:get_card|get_adr|budget_left|checkpoint|request_approval|contract_drift)$/;

function onCommand(command: string, { mayRun = () => true }: Bounds): Ruling {
  const why = forbidden(command);
  if (why !== undefined) return refuse(why);
  return mayRun(command) ? ALLOW : ask('commands are asked about');
}

/** Why no story may do this, however it asks; undefined for what rules say nothing of. */
export function forbidden(command: string): string | undefined {
  const [verb] = FORBIDDEN.exec(command) ?? [];
  if (verb !== undefined) return `\`${verb}\` is not a story's to do`;
  const [, word] = PERSONS.exec(command) ?? [];
  return word === undefined ? undefined : `\`xpar ${word}\` is a person's to say`;
}

function onEdit(paths: readonly string[], bounds: Bounds): Ruling {
  if (paths.length === 0) return ask('it does not say which file');
  const outside = paths.find((one) => !isInside(one, bounds));
  if (outside !== undefined) return ask(`${outside} lies outside the worktree`);
  const strayed = paths.find((one) => !path.isAbsolute(one) && !bounds.mayEdit(one.replaceAll('\\', '/')));
  return strayed === undefined ? ALLOW : refuse(`${strayed} lies outside the story's files`);
}

/** Paths in the worktree are relative to it by now. */
function isInside(file: string, { cwd, outbox }: Bounds): boolean {
  const full = path.resolve(cwd, file);
  return [cwd, outbox].some((folder) => full === folder || full.startsWith(folder + path.sep));
}

function ask(why: string): Ruling {
  return { rule: 'ask', why };
}

function refuse(why: string): Ruling {
  return { rule: 'refuse', why };
}
