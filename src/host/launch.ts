import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { announced, guarded, unguarded } from './guarded.ts';
import type { CommandSpec } from './host.ts';
import { beginningOf, killNow, MARK, processTree, type ProcessTree } from './process-tree.ts';

export interface End {
  readonly code: number | null;
  readonly signal: string | null;
  /** The program does not exist or may not be run. */
  readonly missing: boolean;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** A program under way, in a process group of its own. */
export interface Launched {
  readonly pid: number | undefined;
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  signal(name: NodeJS.Signals): void;
  stop(graceMs: number): Promise<void>;
  /** The program has ended, and nothing it started lives. Never rejects. */
  readonly ended: Promise<End>;
  /** Its output was read to the end, or cut off because someone we cannot find holds it open. Call after `ended`. */
  drained(isHeldBack: () => boolean): Promise<void>;
}

/** For what a program leaves running behind it, between SIGTERM and SIGKILL. */
const LEFTOVER_GRACE_MS = 500;
const DRAIN_MS = 1_000;

/** Trees that live: killed when this process ends, however little time it has. */
const alive = new Map<string, number>();
let listening = false;

/** Starts `spec.argv` with exactly `spec.env` and one mark of ours more (an outer xpar's mark is kept in front of it). */
export function launch(spec: CommandSpec, stdin: 'ignore' | 'pipe'): Launched {
  const mark = randomUUID();
  const outer = process.env[MARK];
  const [file = '', ...rest] = spec.argv;
  announced(mark);
  const program = execa(file, rest, {
    cwd: spec.cwd,
    env: { ...spec.env, [MARK]: outer === undefined ? mark : `${outer}:${mark}` },
    extendEnv: false,
    stdin,
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    killDescendants: true,
  });
  const { pid, stdin: input } = program.nodeChildProcess;
  const tree = pid === undefined ? undefined : guard(pid, mark, spec.isKept);
  input?.on('error', () => {}); // It may close its input before it has read everything.
  const stdout = pid === undefined ? emptyStream() : program.stdout;
  const stderr = pid === undefined ? emptyStream() : program.stderr;
  const left = new Promise<End>((resolve) => {
    program.nodeChildProcess.once('exit', (code, signal) => resolve({ code, signal, missing: false }));
    void program.then((result) => resolve(endOf(result, spec.cwd)));
  });
  return {
    pid,
    stdin: input ?? undefined,
    stdout,
    stderr,
    signal: (name) => alive.has(mark) && tree?.signal(name),
    stop: async (graceMs) => {
      if (alive.has(mark)) await tree?.end(graceMs);
    },
    ended: left.then((end) => swept(end, tree, mark)),
    drained: (isHeldBack) => drained([stdout, stderr], isHeldBack),
  };
}

/** Kills everything that was launched and still lives, at once. */
export function endAll(): void {
  alive.forEach((pid, mark) => killNow({ pid, mark }));
}

function guard(pid: number, mark: string, isKept = false): ProcessTree {
  alive.set(mark, pid);
  guarded(pid, mark);
  if (!listening) process.on('exit', endAll);
  listening = true;
  return processTree({ pid, mark, start: beginningOf(pid) }, isKept);
}

async function swept(end: End, tree: ProcessTree | undefined, mark: string): Promise<End> {
  await tree?.end(LEFTOVER_GRACE_MS);
  unguarded(mark);
  alive.delete(mark);
  return end;
}

interface Settled {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function endOf(result: Settled, cwd: string): End {
  const { exitCode, signal, code } = result;
  if (exitCode !== undefined || signal !== undefined) return { code: exitCode ?? null, signal: signal ?? null, missing: false };
  if (!existsSync(cwd)) return { code: null, signal: null, missing: false, failure: `there is no folder ${cwd}` };
  const missing = code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'ENOEXEC' || code === 'EPERM';
  return { code: null, signal: null, missing, failure: result.originalMessage ?? code ?? 'it could not be started' };
}

function emptyStream(): Readable {
  return new PassThrough().end();
}

async function drained(streams: readonly Readable[], isHeldBack: () => boolean): Promise<void> {
  const closed = Promise.all(
    streams.map((stream) => (stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once('close', resolve)))),
  );
  let last = -1;
  for (;;) {
    const timer = new AbortController();
    const done = await Promise.race([
      closed.then(() => true),
      delay(DRAIN_MS, false, { signal: timer.signal }).catch(() => false),
    ]);
    timer.abort();
    if (done) return;
    const read = bytesRead(streams);
    if (read === last && !isHeldBack()) break;
    last = read;
  }
  for (const stream of streams) stream.destroy();
  await closed;
}

/** Sockets count what they read. */
function bytesRead(streams: readonly Readable[]): number {
  return streams.reduce((sum, stream) => sum + ((stream as { bytesRead?: number }).bytesRead ?? 0), 0);
}
