import { lineChannel } from './line-channel.ts';
import { discreet, type Discreet } from './discretion.ts';
import { outputRecord, type OutputRecord } from './output-record.ts';
import { endAll, launch, type Launched } from './launch.ts';
import { endCarriers } from './process-tree.ts';
import { setFree } from './set-free.ts';
import type { Commands, CommandResult, CommandSpec, Running } from './host.ts';

/** Between SIGTERM and SIGKILL for a program whose time is up, or that was called off. */
const LIMIT_GRACE_MS = 2_000;

/** Real programs behind the Commands port. */
export function nodeCommands(discretion: Discreet = discreet({})): Commands {
  return {
    run: (spec) => run(spec, discretion),
    start: (spec) => start(spec, discretion),
    setFree,
    endAll,
    endMarked,
    ...discretion,
  };
}

/** Both streams go on record, each redacted for itself; `end` is for what waited. */
function recorded(program: Launched, record: OutputRecord, discretion: Discreet): { end(): void } {
  const redactors = [program.stdout, program.stderr].map((stream) => {
    const redactor = discretion.redactor();
    stream.on('data', (chunk: Buffer) => record.take(redactor.push(chunk)));
    return redactor;
  });
  return { end: () => redactors.forEach((redactor) => record.take(redactor.end())) };
}

/** For what a dead xpar left running: its guardian has asked it to go already. */
const LEFT_GRACE_MS = 500;

async function endMarked(variable: Readonly<Record<string, string>>): Promise<void> {
  const marks = Object.entries(variable).map(([name, value]) => `${name}=${value}\0`);
  await Promise.all(marks.map((mark) => endCarriers(mark, LEFT_GRACE_MS)));
}

async function run(spec: CommandSpec, discretion: Discreet): Promise<CommandResult> {
  const startedAt = performance.now();
  const record = outputRecord(spec.logFile);
  if (spec.signal?.aborted)
    return { code: null, signal: null, timedOut: false, missing: false, ...record.close(), durationMs: 0 };
  const program = launch(spec, 'ignore');
  const recording = recorded(program, record, discretion);
  const watch = watchLimits(spec, program);
  const end = await program.ended;
  const timedOut = watch.release();
  await program.drained(() => false);
  recording.end();
  if (end.failure !== undefined) record.take(Buffer.from(`xpar: ${end.failure}\n`));
  const { code, signal, missing } = end;
  return { code, signal, timedOut, missing, ...record.close(), durationMs: performance.now() - startedAt };
}

function start(spec: CommandSpec, discretion: Discreet): Running {
  const record = outputRecord(spec.logFile);
  const program = launch(spec, 'pipe');
  const recording = recorded(program, record, discretion);
  const lines = lineChannel(program, discretion);
  const watch = watchLimits(spec, program);
  const ended = program.ended.then((end) => {
    watch.release();
    void program
      .drained(() => lines.isFull())
      .then(() => {
        recording.end();
        if (end.failure !== undefined) record.take(Buffer.from(`xpar: ${end.failure}\n`));
        record.close();
      });
    return { code: end.code, signal: end.signal, missing: end.missing };
  });
  return {
    pid: program.pid,
    lines,
    write: (text) => void (program.stdin?.writable && program.stdin.write(text)),
    closeInput: () => void program.stdin?.end(),
    signal: (name) => program.signal(name),
    stop: (graceMs) => program.stop(graceMs),
    ended,
  };
}

/** Stops the program at its time limit or when it is called off. `release` ends the watch and tells whether time ran out. */
function watchLimits(spec: CommandSpec, program: Launched): { release(): boolean } {
  let timedOut = false;
  const stop = (): void => void program.stop(LIMIT_GRACE_MS);
  const timer =
    spec.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, spec.timeoutMs);
  if (spec.signal?.aborted) stop();
  spec.signal?.addEventListener('abort', stop, { once: true });
  return {
    release: () => {
      clearTimeout(timer);
      spec.signal?.removeEventListener('abort', stop);
      return timedOut;
    },
  };
}
