import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, inject } from 'vitest';
import { newRoot, openWorkshop, type Workshop } from './workshop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The abacus as a git repository, made once for all tests. */
    readonly abacus: string;
  }
}

/**
 * The abacus on the bench, a fresh one for each test of a file, always at the same path. After each, the person's own is as it was
 * and nothing that was started lives.
 */
export function workshopForEach(): Workshop {
  let now: Workshop | undefined;
  let root: string | undefined;
  beforeEach(async () => {
    if (root !== undefined) mkdirSync(root);
    root ??= newRoot();
    now = await openWorkshop(inject('abacus'), root);
  });
  afterEach(() => putAway(now!));
  return new Proxy({} as Workshop, { get: (_, name) => Reflect.get(now!, name) as unknown });
}

async function putAway(workshop: Workshop): Promise<void> {
  const left = workshop.leftovers();
  await workshop.close();
  expect(workshop.trespasses, "changed of the person's own").toEqual([]);
  expect(left, 'still running').toEqual([]);
}
