import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

export interface GitRepo {
  /** Real path of the repository's checkout; a folder of its own, with room beside it. */
  readonly top: string;
  /** A path beside the checkout. */
  beside(name: string): string;
  /** Git as a person runs it here, hooks and all; what it printed, without the last line end. */
  git(...args: readonly string[]): string;
  /** Like `git`, somewhere else. */
  gitIn(folder: string, ...args: readonly string[]): string;
  write(file: string, text: string, folder?: string): void;
  read(file: string, folder?: string): string;
  /** Writes these files, removes those that are undefined, commits all and gives the commit's id. */
  commit(files: Readonly<Record<string, string | undefined>>, message?: string): string;
  /** Adds to the person's own git configuration. */
  configure(text: string): void;
  close(): void;
}

const DATE = '2026-01-02T03:04:05Z';

/** A repository on `main` with no commit yet, and no configuration but its own: for the person's git and for ours alike. */
export function gitRepo(): GitRepo {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-git-')));
  const top = path.join(root, 'shop');
  const home = path.join(root, 'home');
  mkdirSync(top);
  mkdirSync(home);
  // What the git port inherits of the person.
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', path.join(home, 'xdg'));
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: DATE,
    GIT_COMMITTER_DATE: DATE,
  };
  const identity = '[user]\n\tname = A Person\n\temail = person@example.org\n';
  writeFileSync(path.join(home, '.gitconfig'), identity);
  const gitIn = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const git = (...args: readonly string[]): string => gitIn(top, ...args);
  git('init', '--quiet', '--initial-branch=main');
  function write(file: string, text: string, folder = top): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return {
    top,
    beside: (name) => path.join(root, name),
    git,
    gitIn,
    write,
    read: (file, folder = top) => readFileSync(path.join(folder, file), 'utf8'),
    commit(files, message = 'a change') {
      for (const [file, text] of Object.entries(files)) {
        if (text === undefined) rmSync(path.join(top, file));
        else write(file, text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    configure: (text) => writeFileSync(path.join(home, '.gitconfig'), `${identity}${text}`),
    close() {
      vi.unstubAllEnvs();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
