import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Workers } from './host.ts';
import { installed } from './installed.ts';

/** Below this many inputs a worker takes longer to start than the work. */
const WORTHWHILE = 100;
const BATCH = 50;

/** The module of each kind of work, and the function in it that does it. */
const WORKS = { 'parse-card': { source: '../cards/parse-card.ts', does: 'parseCard' } } as const;

/** Work on the machine's other processors. */
export function nodeWorkers(): Workers {
  return {
    async each<Input, Output>(
      name: keyof typeof WORKS,
      inputs: readonly Input[],
      told: (done: number) => void = () => {},
    ): Promise<readonly Output[]> {
      const { source, does: work } = WORKS[name];
      const file = pathToFileURL(installed(name, source)).href;
      const count = Math.min(os.availableParallelism(), Math.floor(inputs.length / WORTHWHILE));
      if (count < 2) return here<Input, Output>(file, work, inputs);
      const batches = Array.from({ length: Math.ceil(inputs.length / BATCH) }, (_, at) =>
        inputs.slice(at * BATCH, (at + 1) * BATCH),
      );
      return (await shared<Input, Output>({ file, work, count }, batches, told)).flat();
    },
  };
}

async function here<Input, Output>(file: string, work: string, inputs: readonly Input[]): Promise<readonly Output[]> {
  const module = (await import(file)) as Record<string, (input: Input) => Output>;
  return inputs.map((input) => module[work]!(input));
}

async function shared<Input, Output>(
  task: { readonly file: string; readonly work: string; readonly count: number },
  batches: readonly (readonly Input[])[],
  told: (done: number) => void,
): Promise<readonly (readonly Output[])[]> {
  const results: (readonly Output[])[] = Array.from({ length: batches.length });
  let next = 0;
  let done = 0;
  const one = async (): Promise<void> => {
    const worker = new Worker(pathToFileURL(installed('worker', './worker.ts')), {
      workerData: task,
      // Else a worker's young objects alone take more memory than all cards.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    try {
      while (next < batches.length) {
        const at = next++;
        results[at] = await answerOf<Output>(worker, batches[at]!);
        told((done += batches[at]!.length));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: task.count }, one));
  return results;
}

function answerOf<Output>(worker: Worker, batch: unknown): Promise<readonly Output[]> {
  return new Promise((resolve, reject) => {
    const over = (error: unknown): void => reject(error instanceof Error ? error : new Error('a worker ended without a word'));
    worker.once('error', over).once('exit', over);
    worker.once('message', (outputs: readonly Output[]) => {
      worker.off('error', over).off('exit', over);
      resolve(outputs);
    });
    worker.postMessage(batch);
  });
}
