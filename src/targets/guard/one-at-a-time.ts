export interface Turns {
  /** After all that was asked for before. */
  last<T>(work: () => Promise<T>): Promise<T>;
  /** Next, before all that waits. */
  next<T>(work: () => Promise<T>): Promise<T>;
}

/** Works that must not meet, one at a time; one that fails fails for whoever asked for it. */
export function oneAtATime(): Turns {
  const waiting: (() => Promise<void>)[] = [];
  let isBusy = false;
  const go = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) await work();
    isBusy = false;
  };
  const taken = <T>(work: () => Promise<T>, put: (one: () => Promise<void>) => void): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    // Begun when whoever asked has its promise, however idle the line is.
    put(() => Promise.resolve().then(work).then(resolve, reject));
    void go();
    return promise;
  };
  return {
    last: (work) => taken(work, (one) => waiting.push(one)),
    next: (work) => taken(work, (one) => waiting.unshift(one)),
  };
}
