import { waitInLine, type InLine } from '../run/in-line.ts';

/** Lets `most` pieces of work run at once, whoever asks; the others in the order in which they came. */
export function slots(): <T>(most: number, work: () => Promise<T>, inLine?: InLine) => Promise<T> {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (most, work, inLine) => {
    if (taken >= most) await waitInLine(inLine, new Promise<void>((resolve) => waiting.push(resolve)));
    else taken += 1;
    try {
      return await (inLine === undefined ? work() : inLine.run(work));
    } finally {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    }
  };
}
