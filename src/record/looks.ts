import type { Look } from '../model/reading.ts';

/** The coarsest clocks of file systems in use, in ms: whole seconds (FAT: two), else the kernel's tick and then some. */
const COARSE_MS = 2_000;
const FINE_MS = 100;

/**
 * Had the file been left alone for a while when it was looked at, after `sinceMs`? Otherwise it may have been changed after
 * the look, within the same tick of its file system's clock, and look the same.
 */
export function isSettled([, contentMs, metadataMs]: Look, sinceMs: number): boolean {
  const youngest = Math.max(contentMs, metadataMs);
  const isCoarse = Number.isInteger(contentMs / 1000);
  return youngest < sinceMs - (isCoarse ? COARSE_MS : FINE_MS);
}

export function looksSame(a: Look, b: Look): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}
