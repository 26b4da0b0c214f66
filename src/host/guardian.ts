import { createInterface } from 'node:readline';
import { endCarriers, processTree } from './process-tree.ts';

/**
 * A process of its own that outlives its xpar. It is told on standard input of each tree that is about to begin (`+ mark`), has
 * begun (`+ mark pid`) and has ended (`- mark`); when that input ends, however xpar did, it ends the trees that still live.
 */
const GRACE_MS = 500;

const living = new Map<string, number | undefined>();
for await (const line of createInterface(process.stdin)) {
  const [sign, mark = '', pid] = line.split(' ');
  if (mark === '') continue;
  if (sign === '+') living.set(mark, pid === undefined ? undefined : Number(pid));
  else living.delete(mark);
}
await Promise.all(
  [...living].map(([mark, pid]) => (pid === undefined ? endCarriers(mark, GRACE_MS) : processTree({ pid, mark }).end(GRACE_MS))),
);
