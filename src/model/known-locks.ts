import type { Person } from './word-entry.ts';

/** How the tests that lock one ADR in stood when they were last known to be right: found whole by a build, or confirmed by a person. */
export interface KnownLocks {
  /** Digest of the contract they were right for. */
  readonly contract: string;
  /** By `file::title`, or `file`: what each said, or why it did not run. */
  readonly tests: Readonly<Record<string, string>>;
  readonly at: number;
  /** Absent where a build found them whole. */
  readonly by?: Person;
}
