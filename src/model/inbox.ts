import { budgetId, type Question } from './allowance.ts';
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

/** What an agent makes a person be asked: to permit an action; to look at one that repeats a refused one; whether a contract holds. */
export type AgentAsking =
  | ({ readonly about: 'permission' } & PermissionAsk)
  /** `action` in words. */
  | { readonly about: 'loop'; readonly tool: string; readonly action: string; readonly times: number }
  /** `contract`: digest of the text it is said of; edited, the question is over. To allow is to agree. */
  | { readonly about: 'drift'; readonly adr: string; readonly contract: string; readonly note: string };

/** With what a build asks of itself: the first answer holds, and it is over with its run. */
export type Asking = AgentAsking | { readonly about: 'question'; readonly question: Question };

/** Something that waits for a person, by a name such as `A-7`. It holds for this story's text and this agent alone. */
export interface InboxItem {
  readonly id: string;
  /** Empty where a build asks about more than one. */
  readonly story: string;
  /** Of the story's `what` when it was asked. */
  readonly key: string;
  /** Kind of agent, and the digest of its config; empty where the build asks. */
  readonly agent: string;
  readonly settings: string;
  readonly asking: Asking;
}

export interface Answer {
  readonly allow: boolean;
  /** From now on, for exactly this action. */
  readonly always?: boolean;
  readonly why?: string;
  /** How much more the budget may take that was asked about, in its unit. */
  readonly more?: number;
  /** `autonomous`: nobody was asked, as the config wants it. */
  readonly by: 'person' | 'autonomous';
}

/** Where a build's question was answered: where it runs, by `xpar approve` or `deny`, or not at all. */
export type AnsweredAt = 'terminal' | 'inbox' | 'nobody';

/** What a build says of its questions. */
export type QuestionTold =
  /** Work is paused until a person answers, at the build's terminal or the inbox's item; `until`: in the inbox alone, and so long. */
  | { readonly t: 'asked'; readonly question: Question; readonly item: string; readonly until?: number }
  /** Without `more` it stops. `nobody`: its time is over, or nothing hangs on it any more. */
  | {
      readonly t: 'answered';
      readonly question: Question;
      readonly item: string;
      readonly by: AnsweredAt;
      readonly more?: number;
    };

/** Lines of the journal about what people are asked. */
export type InboxEntry =
  | { readonly t: 'inbox-opened'; readonly at: number; readonly run: string; readonly item: InboxItem }
  /** Of several the last holds; of those to a build's question the first. */
  | { readonly t: 'inbox-answered'; readonly at: number; readonly id: string; readonly answer: Answer }
  /** A session acted on it: a permission for once is used up. Of a build's question: it is over. */
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
    case 'question':
      return asking.question.by === 'spike' ? 'a spike' : budgetId(asking.question);
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

/** What an answer gives: how much more a budget may take; any amount of a spike that may go on; nothing where it is to stop. */
export function moreOf({ by }: Question, { allow, more }: Pick<Answer, 'allow' | 'more'>): number | undefined {
  return allow ? (more ?? (by === 'spike' ? 1 : undefined)) : undefined;
}

/** What an action does, as it was told: a command, or paths. */
export function actionText({ command, paths }: Pick<Action, 'command' | 'paths'>): string {
  return command ?? paths.join(', ');
}
