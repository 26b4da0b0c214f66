import type { Place } from './place.ts';

/** About the one build of a repository: it is in the way, or it is not there, or nobody here can reach it. */
export type BuildProblem =
  | Bare<'build-running', { pid: number; host: string; command: string }>
  /** `left`: stories that the last build was at when it was cut off. */
  | Bare<'no-build', { left?: { run: string; stories: readonly string[]; isKilled: boolean } }>
  | Bare<'build-out-of-reach', { pid: number; host: string; command: string; because: OutOfReach }>
  | Bare<'build-killed', { pid: number; command: string }>
  /** It ended before it began, by no exit of its own. */
  | Bare<'build-not-begun', { detail: string }>;

/**
 * Why nobody here can see or stop what holds the lock. `no-build`: another command has it, or a build of an older xpar. `astray`: the
 * process that the lock's note names does not have it. `denied`: it is another user's. `unnamed`:
 * no note can be read, and `pid` is 0.
 */
export type OutOfReach = 'astray' | 'denied' | 'elsewhere' | 'no-build' | 'unnamed' | 'unproven' | 'windows';

type Bare<R extends string, More> = { readonly reason: R; readonly place?: Place } & Readonly<More>;
