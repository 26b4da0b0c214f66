import type { SessionRecord, StepOutputs } from './record.ts';
import type { SharedTurn } from './shared-turn.ts';
import type { Parts } from './target.ts';

/**
 * What is known of a session before its agent starts, kept as `session.json` in the attempt's folder: with what the agent
 * leaves beside it, enough to enter the session in the ledger when xpar is killed before its end.
 */
export interface SessionPlan {
  readonly run: string;
  readonly key: string;
  readonly story: string;
  readonly attempt: number;
  /** As in a session's record. */
  readonly role?: string;
  readonly command?: string;
  readonly agent: string;
  readonly model: string;
  readonly effort?: string;
  /** Digest of what the agent's base hangs on. */
  readonly settings?: string;
  readonly startedAt: number;
  /** The agent's own session that it goes on with. */
  readonly resumes?: string;
  /** Which of the story's sessions that was, from 1. */
  readonly resumesNth?: number;
  /** Whose session that was; absent: its own story's. */
  readonly resumesStory?: string;
  readonly shared?: SharedTurn;
  readonly estimate: SessionRecord['estimate'];
  /** The lane's worktree, and the commit its work stands on. */
  readonly place: StepOutputs['worktree'];
  /** What the work was fingerprinted by when it began. */
  readonly parts: Parts;
}

/** What an estimate is made of: all of them are sizes in tokens. */
export const ESTIMATE_SIZES: readonly (keyof SessionRecord['estimate'])[] = [
  'rawFloorTokens',
  'floorTokens',
  'workingP50Tokens',
  'workingP80Tokens',
  'ceilingTokens',
  'baseTokens',
  'hardTokens',
];
