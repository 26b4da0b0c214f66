import type { Commands, CommandSpec, OutputLine, Running } from '../../src/host/host.ts';

/** A program that does what the test says, in memory. */
export interface ScriptedProgram {
  readonly spec: CommandSpec;
  /** What was written to its input, and whether that was closed. */
  readonly input: { text: string; closed: boolean };
  /** How it was asked to go, in order. */
  readonly stops: number[];
  /** Signals it was sent, in order. */
  readonly signals: string[];
  /** Called with every signal; without it a signal is passed over. */
  onSignal(listener: (name: string) => void): void;
  print(text: string, from?: OutputLine['from']): void;
  exit(code: number | null, signal?: string | null): void;
  onInput(listener: (text: string) => void): void;
  onInputClosed(listener: () => void): void;
}

interface ScriptedCommands extends Commands {
  readonly started: readonly ScriptedProgram[];
}

/** Commands whose programs are played by `play`; they go at once when stopped. */
export function scriptedCommands(
  play: (program: ScriptedProgram) => void,
  options: { readonly missing?: boolean } = {},
): ScriptedCommands {
  const started: ScriptedProgram[] = [];
  return {
    started,
    run: () => Promise.reject(new Error('this agent only starts programs')),
    setFree: () => {
      throw new Error('this agent sets nothing free');
    },
    endMarked: () => Promise.resolve(),
    conceal: () => {},
    redacted: (text) => text,
    endAll: () => started.forEach((program) => program.exit(null, 'SIGKILL')),
    start(spec) {
      const { program, running } = pair(spec, options.missing === true);
      started.push(program);
      // As with a real program: nothing is heard of it before the caller has it in hand.
      queueMicrotask(() => play(program));
      return running;
    },
  };
}

function pair(spec: CommandSpec, missing: boolean): { program: ScriptedProgram; running: Running } {
  const waiting: OutputLine[] = [];
  let wake: () => void = () => {};
  let over = false;
  let end: (value: Awaited<Running['ended']>) => void = () => {};
  const ended: Running['ended'] = new Promise((resolve) => (end = resolve));
  let heard: (text: string) => void = () => {};
  let closed: () => void = () => {};
  let signalled: (name: string) => void = () => {};
  const program: ScriptedProgram = {
    spec,
    input: { text: '', closed: false },
    stops: [],
    signals: [],
    onSignal: (listener) => (signalled = listener),
    print(text, from = 'stdout') {
      waiting.push({ from, text });
      wake();
    },
    exit(code, signal = null) {
      over = true;
      end({ code, signal, missing });
      wake();
    },
    onInput: (listener) => (heard = listener),
    onInputClosed: (listener) => (closed = listener),
  };
  async function* lines(): AsyncGenerator<OutputLine> {
    while (!over || waiting.length > 0) {
      yield* waiting.splice(0);
      if (!over && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const running: Running = {
    pid: missing ? undefined : 4_711,
    lines: lines(),
    write(text) {
      program.input.text += text;
      heard(text);
    },
    closeInput() {
      program.input.closed = true;
      closed();
    },
    signal(name) {
      program.signals.push(name);
      signalled(name);
    },
    async stop(graceMs) {
      program.stops.push(graceMs);
      if (!over) program.exit(null, 'SIGTERM');
    },
    ended,
  };
  return { program, running };
}
