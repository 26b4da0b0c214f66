import os from 'node:os';
import { pathToFileURL } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { WorkBounds, WorkedApart, Workers } from './host.ts';
import { installed } from './installed.ts';

/** Below this many inputs a worker takes longer to start than the work. */
const WORTHWHILE = 100;
const BATCH = 50;

/** The module of each kind of work, and the function in it that does it. */
const WORKS = {
  'parse-card': { source: '../cards/parse-card.ts', does: 'parseCard' },
  'read-report': { source: '../integrate/read-report.ts', does: 'readReport' },
} as const;

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
    apart: (name, input, bounds) => {
      const { source, does: work } = WORKS[name];
      return bounded({ file: pathToFileURL(installed(name, source)).href, work }, input, bounds);
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
    // Else a worker's young objects alone take more memory than all cards.
    const worker = started(task, { maxYoungGenerationSizeMb: 16 });
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

async function bounded<Input, Output>(
  task: { readonly file: string; readonly work: string },
  input: Input,
  { ms, megabytes }: WorkBounds,
): Promise<WorkedApart<Output>> {
  const worker = started(task, { maxOldGenerationSizeMb: megabytes });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<WorkedApart<Output>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, because: `it took more than ${ms / 1000} s` }), ms);
  });
  try {
    const answer = answerOf<Output>(worker, [input]).then(([value]): WorkedApart<Output> => ({ ok: true, value: value! }));
    return await Promise.race([answer, late]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return { ok: false, because: `it took more than ${megabytes} MB of memory` };
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function started(task: object, resourceLimits: ResourceLimits): Worker {
  return new Worker(pathToFileURL(installed('worker', './worker.ts')), { workerData: task, resourceLimits });
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
