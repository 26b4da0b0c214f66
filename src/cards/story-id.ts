const SHAPE = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const LENGTH_LIMIT = 64;

/** Names git or xpar use, and those that Windows keeps for devices. */
const RESERVED = /^(?:integration|main|head|xpar|con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * What an id of a story has to be and this one is not; undefined where it can be one. An id becomes a branch, a folder and
 * the name of a target, so that nothing else is ever accepted.
 */
export function storyIdFault(id: string): string | undefined {
  if (id.trim() === '') return 'an id that is not empty';
  if (id.length > LENGTH_LIMIT) return `${LENGTH_LIMIT} characters at most`;
  if (RESERVED.test(id)) return 'a name that is not reserved';
  if (!SHAPE.test(id)) return 'lower-case letters, digits and hyphens only, with a letter or digit at both ends';
  return id.includes('--') ? 'no two hyphens in a row' : undefined;
}
