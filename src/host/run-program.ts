import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';

/** A program that is run to its end; plain data, so that another process can be asked for it. */
export interface ProgramCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Given to it on standard input; without, it has none. */
  readonly input?: string;
  /** What takes longer hangs. */
  readonly limitMs: number;
}

export interface ProgramEnd {
  /** Null where it has not ended by itself, or was never started. */
  readonly code: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly hung: boolean;
  /** Why it gave no answer, and the system's name for that where it has one (`ENOENT`). */
  readonly failure?: { readonly code: string; readonly message: string };
}

const MOST_BYTES = 2 ** 30;

/** Runs it in a process group of its own: a ctrl-C in the terminal is for xpar to answer, not for a git in the middle of a write. Never rejects. */
export async function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { file, args, cwd, env, input, limitMs } = call;
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const options = { cwd, env, stdio: [stdin, 'pipe', 'pipe'] as StdioOptions, detached: process.platform !== 'win32' };
  const program = startedOr(() => spawn(file, args, options));
  if ('failure' in program) return { code: null, stdout: NOTHING, stderr: NOTHING, hung: false, failure: program.failure };
  let failure: ProgramEnd['failure'];
  const isOver = new Promise<void>((resolve) => {
    program.once('close', () => resolve());
    program.once('error', ({ code = '', message }: NodeJS.ErrnoException) => {
      failure = { code, message };
      // A program that was never started closes nothing.
      if (program.pid === undefined) resolve();
    });
  });
  const kill = (): void => endNow(program.pid);
  const said = [program.stdout, program.stderr].map((stream) => collected(stream, kill));
  program.stdin?.on('error', () => {}); // It may end before it has read everything.
  program.stdin?.end(input);
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    kill();
  }, limitMs);
  await isOver;
  clearTimeout(timer);
  const [stdout, stderr] = said.map(({ chunks }) => Buffer.concat(chunks)) as [Buffer, Buffer];
  if (said.some(({ bytes }) => bytes > MOST_BYTES)) failure = { code: '', message: 'it said more than a gigabyte' };
  else if (program.signalCode !== null && !hung) failure ??= { code: '', message: `it was ended by ${program.signalCode}` };
  const code = program.pid === undefined ? null : program.exitCode;
  return { code, stdout, stderr, hung, ...(failure && { failure }) };
}

const NOTHING = new Uint8Array();

/** Some of what keeps a program from being started is thrown: arguments beyond the system's bound, a folder that is a file. */
function startedOr(start: () => ChildProcess): ChildProcess | { readonly failure: NonNullable<ProgramEnd['failure']> } {
  try {
    return start();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { failure: { code, message } };
  }
}

interface Said {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

function collected(stream: NodeJS.ReadableStream | null, tooMuch: () => void): Said {
  const said = { chunks: [] as Buffer[], bytes: 0 };
  stream?.on('data', (chunk: Buffer) => {
    said.bytes += chunk.length;
    if (said.bytes > MOST_BYTES) tooMuch();
    else said.chunks.push(chunk);
  });
  return said;
}

/** With everything it started: what hangs may be a filter or a helper that holds its output open. */
function endNow(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
