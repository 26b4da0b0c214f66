import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A person's hands on their checkout: files by path in it, and git. */
export interface Checkout {
  readonly repository: string;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  read(file: string): string;
  exists(file: string): boolean;
  /** Rewrites one file. */
  edit(file: string, change: (text: string) => string): void;
  /** Writes configuration over what `xpar.config.json` has. */
  configure(more: object): void;
  /** Commits everything; gives the commit. */
  commit(message: string): string;
}

const DATES = { GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z', GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z' };

export function checkoutAt(repository: string, env: NodeJS.ProcessEnv): Checkout {
  const at = (file: string): string => path.join(repository, file);
  const read = (file: string): string => readFileSync(at(file), 'utf8');
  function git(...args: readonly string[]): string {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return execFileSync('git', args, {
      cwd: repository,
      env: { ...env, ...DATES },
      encoding: 'utf8',
      stdio: [...stdio],
    }).trimEnd();
  }
  function write(file: string, text: string): void {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
  return {
    repository,
    git,
    write,
    read,
    exists: (file) => existsSync(at(file)),
    edit: (file, change) => write(file, change(read(file))),
    configure(more) {
      const config = JSON.parse(read('xpar.config.json')) as object;
      write('xpar.config.json', JSON.stringify({ ...config, ...more }, null, 2));
    },
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
