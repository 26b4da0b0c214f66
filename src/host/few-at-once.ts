/** Far below any limit on open files that leaves room for git and agents, and more than the thread pool can use. */
const AT_ONCE = 12;
const PAUSES_MS = [10, 40, 160, 640];

/** Runs calls that open files a few at a time, in the order they come, and again after a moment where the system has no more to give. */
export function fewAtOnce(most: number = AT_ONCE): <T>(call: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (call) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await patiently(call);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await call();
    } catch (error) {
      if (!isExhausted(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return call();
}

/** No process, or no machine, may open more files at the moment: this says nothing about the file that was asked for. */
export function isExhausted(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'EMFILE' || code === 'ENFILE';
}
