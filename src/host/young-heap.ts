import v8 from 'node:v8';

/**
 * Keeps the heap for what is short-lived at the size it begins with; V8 lets it grow to a hundred megabytes. Starting a program
 * takes a copy of the process's page tables, and a build starts fifty a story: with less memory each starts in half the time.
 */
export function keepYoungHeapSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}
