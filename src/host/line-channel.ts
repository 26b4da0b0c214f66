import type { Readable } from 'node:stream';
import { lineSplitter } from '../model/lines.ts';
import type { Discreet } from './discretion.ts';
import type { OutputLine } from './host.ts';

const LINE_LENGTH = 1024 * 1024;
/** Characters waiting to be read: above the first the program is made to wait, below the second it goes on. */
const FULL = 4 * 1024 * 1024;
const ROOM = 1024 * 1024;

type From = OutputLine['from'];

/** The lines of a program's streams, in order of arrival. A reader that stops early lets the rest run into nothing. */
export interface LineChannel extends AsyncIterable<OutputLine> {
  /** The reader is behind, and the streams are stopped until it has caught up. */
  isFull(): boolean;
}

export function lineChannel(sources: Readonly<Record<From, Readable>>, discretion: Pick<Discreet, 'redactor'>): LineChannel {
  const streams = [sources.stdout, sources.stderr];
  let waiting: OutputLine[] = [];
  let size = 0;
  let open = streams.length;
  let unread = false;
  let wake: () => void = () => {};

  function flow(): void {
    for (const stream of streams) stream.resume();
  }
  function add(from: From, lines: readonly string[]): void {
    if (unread) return;
    for (const text of lines) {
      waiting.push({ from, text });
      size += text.length + 1;
    }
    if (size > FULL) for (const stream of streams) stream.pause();
    wake();
  }
  for (const from of ['stdout', 'stderr'] as const) {
    const splitter = lineSplitter(LINE_LENGTH);
    const redactor = discretion.redactor();
    sources[from].on('data', (chunk: Buffer) => add(from, splitter.push(redactor.push(chunk))));
    sources[from].once('close', () => {
      open--;
      add(from, [...splitter.push(redactor.end()), ...splitter.end()]);
      wake();
    });
  }

  async function* read(): AsyncGenerator<OutputLine> {
    try {
      while (open > 0 || waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        for (const line of batch) {
          yield line;
          size -= line.text.length + 1;
        }
        if (size < ROOM) flow();
        if (waiting.length === 0 && open > 0) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      unread = true;
      flow();
    }
  }
  return { [Symbol.asyncIterator]: read, isFull: () => size > FULL };
}
