import { expect, inject, test as plain } from 'vitest';
import { openWorkshop, type Workshop } from './workshop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The abacus as a git repository, made once for all tests. */
    readonly abacus: string;
  }
}

/** A test with the abacus on the bench. After it: the person's own is as it was, and nothing that was started lives. */
export const test = plain.extend<{ workshop: Workshop }>({
  workshop: async ({}, use) => {
    const workshop = await openWorkshop(inject('abacus'));
    await use(workshop);
    const left = workshop.leftovers();
    await workshop.close();
    expect(workshop.trespasses, "changed of the person's own").toEqual([]);
    expect(left, 'still running').toEqual([]);
  },
});
