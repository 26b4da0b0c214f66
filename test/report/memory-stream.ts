import type { Stream } from '../../src/host/host.ts';

/** A stream that keeps what is written to it. */
export function memoryStream(more: Partial<Stream> = {}): Stream & { text(): string } {
  const written: string[] = [];
  return {
    isTerminal: true,
    colour: false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text) => void written.push(text),
    text: () => written.join(''),
    ...more,
  };
}
