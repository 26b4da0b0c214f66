import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { differences, personsOwn, type PersonsOwn } from './persons-own.ts';
import type { Workshop } from './workshop.ts';

interface Kept<T> {
  readonly copy: string;
  readonly before: PersonsOwn;
  readonly value: T;
}

/**
 * What several tests of a file begin with, made by the first of them that asks and copied for the others: a workshop stands at the same
 * path in all of them. For what leaves files behind and nothing else; what its stage saw is gone in the others.
 */
export function madeOnce<A extends readonly (string | undefined)[], T>(
  workshop: Workshop,
  make: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  const kept = new Map<string, Kept<T>>();
  afterAll(() => {
    for (const { copy } of kept.values()) rmSync(copy, { recursive: true, force: true });
  });
  return async (...args) => {
    const key = JSON.stringify(args);
    const known = kept.get(key);
    const before = personsOwn(workshop.repository);
    if (known !== undefined) {
      const changed = differences(known.before, before);
      if (changed.length > 0) throw new Error(`what is made once begins alike in every test; here ${changed.join(', ')} is not`);
      for (const name of readdirSync(workshop.root)) rmSync(path.join(workshop.root, name), { recursive: true });
      copyAll(known.copy, workshop.root);
      return known.value;
    }
    const value = await make(...args);
    const copy = mkdtempSync(path.join(os.tmpdir(), 'xpar-made-'));
    copyAll(workshop.root, copy);
    kept.set(key, { copy, before, value });
    await workshop.newStage();
    return value;
  };
}

function copyAll(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}
