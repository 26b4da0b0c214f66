import { GitTrouble } from './git-trouble.ts';
import { runApart } from './started-apart.ts';

/**
 * What every git call is told. Nothing a repository's config plants may run (hooks, fsmonitor, signing programs), no
 * clean-up may start under running agents, and what was acknowledged is on the disk.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgSign=false',
  'log.showSignature=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
  'core.fsync=committed,reference',
  'core.quotePath=false',
  'core.longpaths=true',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting]);

/** Inherited by git from the person; all GIT_* is dropped, since xpar may itself run inside a hook. */
const PASSED = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP', 'SSH_AUTH_SOCK'];

export interface GitCall {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures. */
  readonly accept?: readonly number[];
  /** Time limit; a git that takes longer hangs. */
  readonly limitMs?: number;
}

export interface GitAnswer {
  readonly code: number;
  readonly bytes: Buffer;
  readonly text: string;
  readonly error: string;
}

/** Runs git; exit codes not in `accept` (default: 0 only) throw with git's own words. */
export async function git(args: readonly string[], call: GitCall): Promise<GitAnswer> {
  const answer = await tryGit(args, call);
  if (!(call.accept ?? [0]).includes(answer.code)) {
    throw new GitTrouble({
      command: args.slice(0, 2).join(' '),
      detail: `${answer.error || answer.text} (exit code ${answer.code})`,
    });
  }
  return answer;
}

/** Longer than the checkout of a large repository on a slow disk. */
const LIMIT_MS = 20 * 60_000;

/** Runs git and gives whatever it answered; code 127 where there is no git, or no such folder. A git that gave no answer throws. */
export async function tryGit(args: readonly string[], call: GitCall): Promise<GitAnswer> {
  const { code, hung, failure, ...said } = await runApart({
    file: 'git',
    args: [...SETTINGS, ...args],
    cwd: call.cwd,
    env: { ...passed(), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_EDITOR: 'true', ...call.env },
    limitMs: call.limitMs ?? LIMIT_MS,
    ...(call.input === undefined ? {} : { input: call.input }),
  });
  const [bytes, stderr] = [said.stdout, said.stderr].map(asBuffer) as [Buffer, Buffer];
  const error = stderr.toString().trim();
  const command = args.slice(0, 2).join(' ');
  if (hung) throw new GitTrouble({ command, detail: error, hung });
  if (failure !== undefined && !ABSENT.has(failure.code)) throw new GitTrouble({ command, detail: error || failure.message });
  return { code: code ?? 127, bytes, text: bytes.toString().trimEnd(), error };
}

/** No such program, or no such folder to run it in. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES']);

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function passed(): Record<string, string> {
  return Object.fromEntries(PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Commits that xpar makes carry its own name as committer, whatever identity the machine has or lacks. */
export const XPAR_COMMITTER: Readonly<Record<string, string>> = {
  GIT_COMMITTER_NAME: 'xpar',
  GIT_COMMITTER_EMAIL: 'xpar@localhost',
};
export const XPAR_AUTHOR: Readonly<Record<string, string>> = { GIT_AUTHOR_NAME: 'xpar', GIT_AUTHOR_EMAIL: 'xpar@localhost' };
