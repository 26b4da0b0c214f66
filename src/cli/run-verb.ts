import type { Context } from './context.ts';

/** What a command does when it is called: the verb, in the world as it is. */
export type Run = (verb: (context: Context) => Promise<number>) => () => Promise<void>;
