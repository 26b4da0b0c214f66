import type { Question } from './allowance.ts';
import type { Answer } from './inbox.ts';
import type { Place } from './place.ts';

/** What keeps a person's word (on a landing, a question, a config) from being carried out, or is without it. */
export type WordProblem =
  /** `known`: what is integrated. */
  | Bare<'not-integrated', { story: string; known: readonly string[]; suggestion?: string }>
  /** `count`: of what is not accepted. */
  | Bare<'not-accepted', { story: string; count: number }>
  /** Stories that were built on top of it, in the order they landed. */
  | Bare<'reject-dependents', { story: string; dependents: readonly string[] }>
  /** `later`: stories landed after it that touched these paths. */
  | Bare<'reject-conflict', { story: string; paths: readonly string[]; later: readonly string[] }>
  | Bare<'reject-red', { story: string; gate: string; tail: string; log: string }>
  /** The base merged with one side's files in conflict. */
  | Bare<
      'base-side-red',
      { base: string; integration: string; side: 'integration' | 'base'; gate: string; tail: string; log: string }
    >
  /** A problem of the story, as the next attempt is told it. */
  | Bare<'rejected', { story: string; why: string }>
  | Bare<'push-refused', { remote: string; branch: string; detail: string }>
  /** `gh` is missing, or said no. */
  | Bare<'pull-request-failed', { branch: string; missing: boolean; detail: string }>
  /** Between a person's look and their word. */
  | Bare<'changed-meanwhile', { what: string }>
  /** Without `answer` nobody gave one in time. */
  | Bare<'answered-already', { item: string; question: Question; answer?: Answer }>
  /** It is code. `files`: of its own those that nobody has trusted; `isChanged`: something it brings in changed since. */
  | Bare<'config-untrusted', { file: string; files: readonly string[]; isChanged: boolean }>
  | Bare<'no-home', { file: string }>;

type Bare<R extends string, More> = { readonly reason: R; readonly place?: Place } & Readonly<More>;
