import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Event, Told } from '../../src/model/event.ts';
import { eventsIn } from './events-in.ts';

const BIN = path.join(import.meta.dirname, '../../bin/xpar.mjs');

/** What one command of the built CLI did. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Events of `--json`, each as the schema wants it; empty for other output. */
  readonly events: readonly Event[];
  /** Reasons of the refusals told, in order. */
  readonly refusals: readonly string[];
  /** The one JSON document a query printed. */
  json<T = unknown>(): T;
  told<T extends Told['t']>(t: T): readonly Extract<Event, { t: T }>[];
}

/** A command under way. */
export interface Going {
  readonly process: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves when an event that passes (the n-th) has been told; rejects when the command ends without one. */
  event(passes: (event: Event) => boolean, nth?: number): Promise<Event>;
}

/** Starts the built `xpar`, or the one given, with exactly this environment; standard input is closed, so nobody can answer. */
export function startXpar(
  args: readonly string[],
  at: { cwd: string; env: NodeJS.ProcessEnv; bin?: string; ownGroup?: boolean },
): Going {
  const child = spawn(process.execPath, [at.bin ?? BIN, ...args], {
    cwd: at.cwd,
    env: at.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(at.ownGroup === true ? { detached: true } : {}),
  });
  const isStream = args.includes('--json');
  const output = { stdout: '', stderr: '' };
  const heard = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listen of heard) listen();
    });
  }
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      try {
        resolve(ranOf(output, { code, signal }));
      } catch (error) {
        reject(error as Error);
      }
    });
  });
  return { process: child, ended, event: (passes, nth = 1) => nthEvent(passes, nth) };

  function nthEvent(passes: (event: Event) => boolean, nth: number): Promise<Event> {
    if (!isStream) throw new Error('only --json tells events');
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = eventsIn(output.stdout).filter(passes)[nth - 1];
        if (found === undefined) return;
        heard.delete(look);
        resolve(found);
      };
      heard.add(look);
      look();
      void ended.then(
        (ran) => reject(new Error(`xpar ended with ${ran.code} without that event\n${ran.stdout}${ran.stderr}`)),
        reject,
      );
    });
  }
}

function ranOf(output: { stdout: string; stderr: string }, exit: Pick<Ran, 'code' | 'signal'>): Ran {
  const events = eventsIn(output.stdout);
  return {
    ...exit,
    ...output,
    events,
    refusals: [...output.stderr.matchAll(/^xpar: (?:.* )?error {2}([a-z-]+) {2}/gm)].map(([, reason]) => reason!),
    json: <T>() => JSON.parse(output.stdout) as T,
    told: <T extends Told['t']>(t: T) => events.filter((event): event is Extract<Event, { t: T }> => event.t === t),
  };
}
