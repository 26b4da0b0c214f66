import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { installed } from './installed.ts';
import { runProgram, type ProgramCall, type ProgramEnd } from './run-program.ts';

const STARTER = installed('starter', './starter.ts');

/** Up to here a command has ended before a starter has begun. */
const FEW = 24;
const GRACE_MS = 10_000;

let asked = 0;
let starter: Starter | undefined;

/** Runs a program to its end; where many are run, by a small process that does nothing else. Never rejects. */
export function runApart(call: ProgramCall): Promise<ProgramEnd> {
  asked += 1;
  // Windows copies nothing of a process that starts another.
  if (asked <= FEW || process.platform === 'win32') return runProgram(call);
  starter ??= new Starter();
  return starter.isReady ? starter.run(call) : runProgram(call);
}

class Starter {
  isReady = false;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (end: ProgramEnd) => void>();
  #last = 0;

  /** In a group of its own, so that a ctrl-C does not end it; without our environment: each call brings its own. */
  constructor() {
    this.#process = spawn(process.execPath, ['--max-semi-space-size=1', STARTER], {
      cwd: path.parse(process.cwd()).root,
      env: {},
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#process.on('message', (message) => {
      if (message === 'ready') this.isReady = true;
      else this.#take(message as { readonly id: number; readonly end: ProgramEnd });
    });
    this.#process.on('error', () => this.#gone()).on('disconnect', () => this.#gone());
    this.#process.unref();
    this.#process.channel?.unref();
  }

  run(call: ProgramCall): Promise<ProgramEnd> {
    const id = ++this.#last;
    const { promise: end, resolve } = Promise.withResolvers<ProgramEnd>();
    // The limit is the starter's to keep; where it does not even answer then, it hangs itself.
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), call.limitMs + GRACE_MS);
    this.#waiting.set(id, (it) => (clearTimeout(timer), resolve(it)));
    this.#process.channel?.ref();
    this.#process.send({ id, call }, (error) => {
      if (error !== null) this.#gone();
    });
    return end;
  }

  #take({ id, end }: { readonly id: number; readonly end: ProgramEnd }): void {
    this.#waiting.get(id)?.(end);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#process.channel?.unref();
  }

  /** Of what it was asked for nobody knows how far it came. Whoever asks next begins anew. */
  #gone(): void {
    if (starter === this) [starter, asked] = [undefined, 0];
    const failure = { code: '', message: 'the process that had started it was ended' };
    const nothing = { code: null, stdout: new Uint8Array(), stderr: new Uint8Array(), hung: false, failure };
    for (const id of this.#waiting.keys()) this.#take({ id, end: nothing });
  }
}
