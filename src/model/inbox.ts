import type { ToolKind } from './tool-kind.ts';

/** What an agent wants to do. Paths are relative to the worktree where they lie in it. */
export interface Action {
  readonly tool: string;
  readonly kind: ToolKind;
  readonly command?: string;
  readonly paths: readonly string[];
}

/** An action that no rule settles. */
export interface PermissionAsk extends Action {
  /** Why no rule covers it, in words. */
  readonly why: string;
}

/** The answer to an ask; `cancelled`: the session is being stopped, and nobody has answered. */
export interface Verdict {
  readonly allow: boolean;
  readonly why?: string;
  readonly cancelled?: boolean;
}

/** What a person is asked: to permit an action; to look at an agent that repeats a refused one; whether a contract holds. */
export type Asking =
  | ({ readonly about: 'permission' } & PermissionAsk)
  /** `action` in words. */
  | { readonly about: 'loop'; readonly tool: string; readonly action: string; readonly times: number }
  /** `contract`: digest of the text it is said of; edited, the question is over. To allow is to agree. */
  | { readonly about: 'drift'; readonly adr: string; readonly contract: string; readonly note: string };

/** Something that waits for a person, by a name such as `A-7`. It holds for this story's text and this agent alone. */
export interface InboxItem {
  readonly id: string;
  readonly story: string;
  /** Of the story's `what` when it was asked. */
  readonly key: string;
  /** Kind of agent, and the digest of its config. */
  readonly agent: string;
  readonly settings: string;
  readonly asking: Asking;
}

export interface Answer {
  readonly allow: boolean;
  /** From now on, for exactly this action. */
  readonly always?: boolean;
  readonly why?: string;
  /** `autonomous`: nobody was asked, as the config wants it. */
  readonly by: 'person' | 'autonomous';
}

/** Lines of the journal about what people are asked. */
export type InboxEntry =
  | { readonly t: 'inbox-opened'; readonly at: number; readonly run: string; readonly item: InboxItem }
  /** Of several the last holds. */
  | { readonly t: 'inbox-answered'; readonly at: number; readonly id: string; readonly answer: Answer }
  /** A session acted on it: a permission for once is used up. */
  | { readonly t: 'inbox-taken'; readonly at: number; readonly run: string; readonly id: string };

/** An item as it stands. */
export interface Asked extends InboxItem {
  readonly at: number;
  readonly run: string;
  readonly answer?: Answer & { readonly at: number };
  readonly isTaken: boolean;
}

/** What is asked about, in the fewest words. */
export function subjectOf(asking: Asking): string {
  switch (asking.about) {
    case 'permission':
      return `${asking.tool} ${actionText(asking)}`.trim();
    case 'loop':
      return `${asking.tool} ${asking.action}`.trim();
    case 'drift':
      return `${asking.adr}: ${asking.note}`;
  }
}

/** One word for an action: what is the same word is the same action. */
export function actionId({ tool, command, paths }: Pick<Action, 'tool' | 'command' | 'paths'>): string {
  return JSON.stringify([tool, command ?? '', [...paths].sort()]);
}

/** What an action does, as it was told: a command, or paths. */
export function actionText({ command, paths }: Pick<Action, 'command' | 'paths'>): string {
  return command ?? paths.join(', ');
}
