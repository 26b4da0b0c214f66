import type { Stream } from '../host/host.ts';
import { countText } from './amounts.ts';

/** Fewer than this are read before anybody could read of it. */
const MANY = 1_000;

/** Tells how far a long reading is: a line that counts up on a terminal and goes when it is done; elsewhere one line. */
export function readingProgress(stream: Stream, total: number): { told(done: number): void; close(): void } {
  if (total < MANY) return { told: () => {}, close: () => {} };
  const what = `reading ${countText(total, 'card', 'cards')} that are new here`;
  if (!stream.isTerminal) {
    stream.write(`${what}\n`);
    return { told: () => {}, close: () => {} };
  }
  stream.write(what);
  return {
    told: (done) => stream.write(`\r\u001b[2K${what}: ${Math.floor((done / total) * 100)}%`),
    close: () => stream.write('\r\u001b[2K'),
  };
}
