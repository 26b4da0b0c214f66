import path from 'node:path';
import { crc32 } from '../model/crc32.ts';

/** Version of what stands under `.xpar/`. A newer one than this is refused, never guessed at. */
export const STATE_VERSION = '1';

/**
 * Everything xpar keeps, in one place. `.xpar` hangs on the repository, not on a checkout, so that every linked
 * worktree shares it; lanes stand outside the source tree, so that nobody's test runner finds them.
 */
export interface Layout {
  readonly folder: string;
  readonly version: string;
  readonly ignore: string;
  readonly lock: string;
  readonly journal: string;
  /** Where the lines of a long journal stand in it. */
  readonly journalIndex: string;
  /** Where a damaged journal is kept, by the digest of what it holds. */
  damaged(digest: string): string;
  /** How the tests that lock ADRs in stood when they were last known to be right. */
  readonly locks: string;
  /** Folder of the tests that ran in green gates, a file for each tree and gate. */
  readonly knownTests: string;
  readonly tokenCache: string;
  /** What the config of the checkout at `top` was evaluated to. */
  config(top: string): string;
  /** What is known of the cards of the checkout at `top`. */
  cardIndex(top: string): string;
  /** What was read of the shared ledger in the checkout at `top`. */
  sharedCache(top: string): string;
  /** What the last build that had nothing to do found in the checkout at `top`. */
  quickAnswer(top: string): string;
  readonly lanes: string;
  /** Of a finished lane, for the next: the n-th, from 1. */
  pooled(n: number): string;
  /** Of a finished lane, for the next of the same run: the n-th, from 1. */
  spare(n: number): string;
  /** Where several stories take turns in one session: the n-th of a run, from 1. */
  shared(n: number): string;
  /** Where all lanes of a build work with `parallel.mode: shared`. */
  readonly checkout: string;
  /** Where answers of people lie until a build takes them, a file each. */
  readonly inbox: string;
  /** What people have allowed for good, for them to read. */
  readonly approvals: string;
  /** Folder of a story's n-th session, from 1: brief, events, agent log, handoff, gate logs. */
  attempt(story: string, session: number): string;
  /** Normalised text by digest, so that `why` and the brief can show what changed. */
  text(digest: string): string;
  /** What was found in git's files that was not there before a lane ran: moved here, by the time it was found. */
  readonly planted: string;
  /** What git obeyed before the build that is under way, or was killed, let others at it. */
  readonly baseline: string;
  /** Of the session that measures an agent's base: its evidence, and the folder it runs in. */
  readonly calibration: { readonly folder: string; readonly checkout: string };
  /** What was installed in a worktree last, and what the installer said. */
  setup(worktree: string): { readonly mark: string; readonly log: string };
  /** The worktree in which merged lanes are judged together. */
  readonly suite: string;
  /** What builds told, and what those without a terminal printed: files of the last few. */
  readonly builds: string;
  /** Folder of the full gate's logs on one commit. */
  suiteLogs(commit: string): string;
}

/** Where things stand, given the shared git folder and the configured worktree folder (absolute or relative to the repository). */
export function layoutOf(commonDir: string, worktreeFolder?: string): Layout {
  const home = path.basename(commonDir) === '.git' ? path.dirname(commonDir) : commonDir;
  const folder = path.join(home, home === commonDir ? 'xpar' : '.xpar');
  const lanes = worktreeFolder === undefined ? `${home}.xpar` : path.resolve(home, worktreeFolder);
  return {
    folder,
    version: path.join(folder, 'version'),
    ignore: path.join(folder, '.gitignore'),
    lock: path.join(folder, 'lock.db'),
    journal: path.join(folder, 'journal.jsonl'),
    journalIndex: path.join(folder, 'journal.index'),
    damaged: (digest) => path.join(folder, `journal.${digest}.damaged.jsonl`),
    locks: path.join(folder, 'locks.json'),
    knownTests: path.join(folder, 'tests'),
    tokenCache: path.join(folder, 'tokens.json'),
    config: (top) => path.join(folder, `config-${checkoutName(top)}`),
    cardIndex: (top) => path.join(folder, `cards-${checkoutName(top)}`),
    sharedCache: (top) => path.join(folder, `shared-${checkoutName(top)}`),
    quickAnswer: (top) => path.join(folder, `quick-${checkoutName(top)}`),
    lanes,
    pooled: (n) => path.join(lanes, `.pool-${n}`),
    spare: (n) => path.join(lanes, `.spare-${n}`),
    shared: (n) => path.join(lanes, `.shared-${n}`),
    checkout: path.join(lanes, '.checkout'),
    // No story has a dot in its id; beside the lanes, so that no instructions of the person's checkout are above it.
    suite: path.join(lanes, '.suite'),
    planted: path.join(folder, 'planted'),
    baseline: path.join(folder, 'baseline.json'),
    calibration: { folder: path.join(folder, 'calibration'), checkout: path.join(lanes, '.base') },
    inbox: path.join(folder, 'inbox'),
    approvals: path.join(folder, 'approvals.json'),
    attempt: (story, session) => path.join(folder, 'lanes', story, String(session)),
    text: (digest) => path.join(folder, 'texts', digest),
    setup: (worktree) => ({
      mark: path.join(folder, 'setups', `${worktree}.key`),
      log: path.join(folder, 'setups', `${worktree}.log`),
    }),
    builds: path.join(folder, 'builds'),
    suiteLogs: (commit) => path.join(folder, 'suites', commit.slice(0, 12)),
  };
}

/** Linked worktrees share `.xpar`, and each has cards of its own. */
function checkoutName(top: string): string {
  return crc32(Buffer.from(top)).toString(16).padStart(8, '0');
}
