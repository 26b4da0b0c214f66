import fs from 'node:fs/promises';

const MOST_BYTES = 1024 * 1024;

/** The text of a small file that anybody may have put there; undefined where it is none, or would never end (a pipe, a device). */
export async function smallText(file: string): Promise<string | undefined> {
  const stat = await fs.stat(file).catch(() => undefined);
  if (stat === undefined || !stat.isFile() || stat.size > MOST_BYTES) return undefined;
  return fs.readFile(file, 'utf8').catch(() => undefined);
}
