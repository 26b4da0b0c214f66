import { git, tryGit } from './git-process.ts';
import type { GitDone } from './host.ts';

/** Git's own name for who sits here; undefined where nothing says. */
export async function person(cwd: string): Promise<{ readonly name: string; readonly email: string } | undefined> {
  const [name, email] = await Promise.all(['user.name', 'user.email'].map((key) => tryGit(['config', '--get', key], { cwd })));
  if (name?.code !== 0 || name.text === '') return undefined;
  return { name: name.text, email: email?.code === 0 ? email.text : '' };
}

/** Forward only: where the branch stands elsewhere, git says no, and nothing is forced. */
export async function push(cwd: string, to: { remote: string; commit: string; branch: string }): Promise<GitDone> {
  const answer = await tryGit(
    ['push', '--quiet', '--no-verify', '--no-follow-tags', '--', to.remote, `${to.commit}:refs/heads/${to.branch}`],
    { cwd, limitMs: PUSH_LIMIT_MS },
  );
  return answer.code === 0 ? { ok: true } : { ok: false, detail: answer.error || answer.text };
}

const PUSH_LIMIT_MS = 5 * 60_000;

/** The message of a commit, as it was written. */
export async function messageOf(cwd: string, commit: string): Promise<string> {
  return (await git(['show', '-s', '--format=%B', commit, '--'], { cwd })).text;
}
