import type { Host } from '../../host/host.ts';
import type { Tell } from '../../model/event.ts';
import type { Problem } from '../../model/problem.ts';
import type { Step } from '../../model/target.ts';
import type { OwnMoves } from './own-moves.ts';
import type { Project } from '../project/project.ts';

export type Tampered = Extract<Problem, { reason: 'git-tampered' }>;

/** A time in which hands that are not xpar's are at work in the repository: an agent's, a gate's, an installer's. */
export interface Visit {
  readonly story: string;
  readonly step: Step;
  /** Its build was killed: nobody is left who tells of it. */
  readonly isPast?: boolean;
  /** What it, or somebody beside it, did: told once, and put back. */
  tampered?: Tampered;
}

/**
 * Looks after what git obeys (config, hooks, attributes, pointers) and where refs stand, before and after everything that is not
 * xpar's own. What an agent must not touch is put back and told; what may as well be a person's act is only told (ADR-14).
 */
export interface Guard {
  /** The world in which xpar's own moves of refs are known as its own. */
  readonly host: Host;
  /** Looks, does the work, looks again. `tampered` where something was planted meanwhile. */
  during<T>(at: Place, work: () => Promise<T>): Promise<Done<T>>;
  /** `work` on what a build that was killed left: what was planted by then is put back and told before it, and after it. */
  past<T>(work: () => Promise<T>): Promise<T>;
  /** The build has its end: whatever changes from now on is a person's. */
  close(): Promise<void>;
}

export interface Place {
  readonly story: string;
  readonly step: Step;
  /** Of a session: whose pointers are looked after too. */
  readonly worktree?: string;
}

export interface Done<T> {
  readonly value: T;
  readonly tampered?: Tampered;
}

/** What its looks share. */
export interface Watch {
  readonly host: Host;
  readonly project: Project;
  readonly tell: Tell;
  readonly moves: OwnMoves;
  readonly visits: Set<Visit>;
}

/** Those a change is put down to: sessions where there are any, since gates and installers are the project's own. */
export function suspectsOf({ visits }: Pick<Watch, 'visits'>): readonly Visit[] {
  const sessions = [...visits].filter(({ step }) => step === 'implement');
  return sessions.length > 0 ? sessions : [...visits];
}
