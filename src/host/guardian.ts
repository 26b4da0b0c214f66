import process from 'node:process';
import { createInterface } from 'node:readline';
import { processTree } from './process-tree.ts';

/**
 * A process of its own that outlives its xpar. It is told on standard input of each tree that begins (`+ pid mark`) and ends
 * (`- pid`); when that input ends, however xpar did, it ends the trees that still live.
 */
const GRACE_MS = 500;

const living = new Map<number, string>();
for await (const line of createInterface(process.stdin)) {
  const [sign, pid, mark = ''] = line.split(' ');
  if (sign === '+') living.set(Number(pid), mark);
  else living.delete(Number(pid));
}
await Promise.all([...living].map(([pid, mark]) => processTree(pid, mark).end(GRACE_MS)));
