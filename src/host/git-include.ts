import { git, tryGit } from './git-process.ts';

/**
 * Files that git ignores and that `patterns` (a file in gitignore's syntax, absolute) names as well; sorted. What git tracks is
 * never among them, nor is what stands in a repository within.
 */
export async function included(cwd: string, patterns: string): Promise<readonly string[]> {
  const named = await git(['ls-files', '--others', '--ignored', `--exclude-from=${patterns}`, '-z'], { cwd });
  const files = namesIn(named.bytes).filter((name) => !name.endsWith('/'));
  if (files.length === 0) return [];
  const ignored = await tryGit(['check-ignore', '-z', '--stdin'], { cwd, input: files.map((name) => `${name}\0`).join('') });
  return namesIn(ignored.bytes).sort();
}

/** Those of `paths` that `git add --all` would take in. */
export async function addable(
  at: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const untracked = await git(['ls-files', '--others', '--exclude-standard', '-z'], at);
  const there = new Set(namesIn(untracked.bytes));
  return paths.filter((name) => there.has(name));
}

function namesIn(bytes: Uint8Array): string[] {
  const names = Buffer.from(bytes).toString().split('\0');
  return names.filter((name) => name !== '');
}
