import path from 'node:path';
import type { Files, Host, Lock, Merger } from './host.ts';

/** Calls that change the world, by port: before and after each of them stands a failpoint. */
const FILES = [
  'writeAtomic',
  'createNew',
  'append',
  'truncate',
  'makeFolder',
  'remove',
  'rename',
  'linkFile',
  'copyFolder',
  'copyFile',
] as const;
const GIT = [
  'placeWorktree',
  'removeWorktree',
  'moveWorktree',
  'commitWorktree',
  'settleWorktree',
  'updateRef',
  'deleteRef',
  'fastForward',
  'putBack',
] as const;
const MERGER = ['mergeTree', 'commitTree', 'updateRef'] as const;

/**
 * A test hook: the host, dying by SIGKILL at one chosen point. `spec` is `XPAR_FAILPOINT`: `<n>` dies at the n-th point,
 * `<n>:half` does so after writing half of what was to be appended there, and `0` dies nowhere but names every point on
 * standard error. One spec counts over all hosts it is given.
 */
export function failpoints(spec: string): (host: Host) => Host {
  const [, at, half] = /^(\d+)(:half)?$/.exec(spec) ?? [];
  if (at === undefined) throw new Error(`XPAR_FAILPOINT is '${spec}', and neither <n> nor <n>:half`);
  const points = counter(Number(at));
  return (host) => ({
    ...host,
    files: halving(around(host.files, FILES, points), host.files, half === undefined ? undefined : points),
    git: around(host.git, GIT, points),
    merger: (checkout): Merger => around(host.merger(checkout), MERGER, points),
    lock: lockWith(host.lock, points),
  });
}

interface Points {
  /** Counts one point, and does not come back from the chosen one. */
  pass(name: string): void;
  /** Is the next point the chosen one? */
  readonly near: boolean;
}

function counter(chosen: number): Points {
  let passed = 0;
  return {
    get near() {
      return passed + 1 === chosen;
    },
    pass(name) {
      passed++;
      if (chosen === 0) process.stderr.write(`failpoint ${passed} ${name}\n`);
      if (passed === chosen) process.kill(process.pid, 'SIGKILL');
    },
  };
}

function around<P extends object>(port: P, verbs: readonly (keyof P & string)[], points: Points): P {
  const guarded = verbs.map((verb) => {
    const act = port[verb] as (...args: unknown[]) => Promise<unknown>;
    const verbWithPoints = async (...args: unknown[]): Promise<unknown> => {
      const name = nameOf(verb, args);
      points.pass(`before ${name}`);
      const result = await act(...args);
      points.pass(`after ${name}`);
      return result;
    };
    return [verb, verbWithPoints];
  });
  return { ...port, ...(Object.fromEntries(guarded) as Partial<P>) };
}

/** The verb and what it is done to: a ref as it stands, of a path the last name. */
function nameOf(verb: string, args: readonly unknown[]): string {
  const texts = args.filter((arg) => typeof arg === 'string');
  return `${verb} ${texts.find((text) => text.startsWith('refs/')) ?? path.basename(texts[0] ?? '')}`.trimEnd();
}

/** Half of an append reaches the disk, then the end comes. */
function halving(files: Files, real: Files, points: Points | undefined): Files {
  if (points === undefined) return files;
  const append: Files['append'] = async (file, text, sync) => {
    if (points.near) await real.append(file, text.slice(0, text.length / 2), true);
    return files.append(file, text, sync);
  };
  return { ...files, append };
}

function lockWith(lock: Lock, points: Points): Lock {
  const take: Lock['take'] = async (file, holder) => {
    points.pass('before take');
    const taken = await lock.take(file, holder);
    points.pass('after take');
    return taken.held ? around(taken, ['release'], points) : taken;
  };
  return { ...lock, take };
}
