// A thread that does one kind of work, batch after batch, until it is ended.
import { parentPort, workerData } from 'node:worker_threads';

const { file, work } = workerData as { readonly file: string; readonly work: string };
const module = (await import(file)) as Record<string, (input: unknown) => unknown>;
parentPort!.on('message', (batch: readonly unknown[]) => parentPort!.postMessage(batch.map((input) => module[work]!(input))));
