import type { Interface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';
import type { Discretion } from './discretion.ts';
import type { Stream, Terminal } from './host.ts';

/** The real terminal; `redacted` takes out what nobody shall read. A closed pipe (`xpar plan | head`) ends quietly. */
export function nodeTerminal(redacted: Discretion['redacted'] = (text) => text): Terminal {
  const out = stream(process.stdout, redacted);
  const err = stream(process.stderr, redacted);
  return {
    out,
    err,
    get canAsk() {
      return canAsk();
    },
    confirm,
    ask,
    lines,
    onInterrupt,
  };
}

/** Whoever listened to them is gone (a closed pipe, a lost terminal): what runs goes on, there is only nobody to tell. */
const gone = new WeakSet<WriteStream>();
const heard = new WeakSet<WriteStream>();

function stream(to: WriteStream, redacted: Discretion['redacted']): Stream {
  // Every host has the same two: they are listened to once.
  if (!heard.has(to)) to.on('error', () => gone.add(to));
  heard.add(to);
  return {
    write: (text) => void (gone.has(to) || to.write(redacted(text))),
    isTerminal: Boolean(to.isTTY),
    colour: wantsColour(to),
    // A terminal that nobody has given a size says 0.
    size: () => ({ columns: to.columns || 80, rows: to.rows || 24 }),
  };
}

/** NO_COLOR and FORCE_COLOR as everybody reads them; otherwise colour where there is a terminal that has it. */
function wantsColour(to: WriteStream): boolean {
  const { NO_COLOR: none, FORCE_COLOR: forced, TERM: term } = process.env;
  if (none !== undefined && none !== '') return false;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return Boolean(to.isTTY) && term !== 'dumb';
}

/** Standard input is opened only for a verb that may ask. */
function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

async function* lines(): AsyncIterable<string> {
  const { createInterface } = await import('node:readline');
  yield* createInterface({ input: process.stdin, crlfDelay: Infinity });
}

async function linesOf(): Promise<Interface> {
  const { createInterface } = await import('node:readline/promises');
  return createInterface({ input: process.stdin, output: process.stderr });
}

async function confirm(question: string): Promise<boolean> {
  if (!canAsk()) return false;
  const lines = await linesOf();
  try {
    const answer = await lines.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!canAsk() || signal.aborted) return undefined;
  const lines = await linesOf();
  // At a prompt the terminal is raw, and ctrl-C comes as a key.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
  try {
    return await Promise.race([lines.question(question, { signal }).catch(() => undefined), ended]);
  } finally {
    lines.close();
  }
}

function onInterrupt(listener: (signal: string, times: number) => void): () => void {
  let times = 0;
  const heard = (signal: string): void => listener(signal, ++times);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heard);
  return () => signals.forEach((signal) => process.off(signal, heard));
}
