import fs from 'node:fs';

const MOST_BYTES = 1024 * 1024;
/** Without waiting for the other end of a pipe that somebody put there. */
const AT_ONCE = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

/** The text of a small file that anybody may have put there; undefined where it is none, or would never end (a pipe, a device). */
export async function smallText(file: string): Promise<string | undefined> {
  return smallBytes(file, MOST_BYTES)?.toString();
}

/**
 * A small file's bytes, where it is one and no larger than that. Synchronous on purpose: a build looks at some hundred such files for
 * each story, and asking the thread pool for one takes longer than reading it. `noLink`: what a link leads to is not read.
 */
export function smallBytes(file: string, most: number, noLink = false): Buffer | undefined {
  let open: number | undefined;
  try {
    // A device is not even opened.
    if (fs.statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    open = fs.openSync(file, AT_ONCE | (noLink ? (fs.constants.O_NOFOLLOW ?? 0) : 0));
    const stat = fs.fstatSync(open);
    return stat.isFile() && stat.size <= most ? fs.readFileSync(open) : undefined;
  } catch {
    return undefined;
  } finally {
    if (open !== undefined) fs.closeSync(open);
  }
}
