const SHAPE = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const LENGTH_LIMIT = 64;

/** Names git or xpar use, and those that Windows keeps for devices. */
const RESERVED = /^(?:integration|main|head|xpar|con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Why this cannot be the id of a story, or undefined where it can. An id becomes a branch, a folder and the name of a
 * target, so that nothing else is ever accepted.
 */
export function storyIdFault(id: string): string | undefined {
  if (id.trim() === '') return 'an id cannot be empty';
  if (id.length > LENGTH_LIMIT) return `${id.length} characters, ${LENGTH_LIMIT} at most`;
  if (RESERVED.test(id)) return 'this name is reserved';
  if (!SHAPE.test(id)) return 'lower-case letters, digits and hyphens only, with a letter or digit at both ends';
  return id.includes('--') ? 'two hyphens in a row' : undefined;
}
