import type { Adr } from '../model/card.ts';

export interface Suspect {
  readonly story: string;
  /** Files of its work that the failure names. */
  readonly paths: readonly string[];
}

export interface LockHit {
  readonly adr: string;
  readonly title: string;
  readonly test: string;
}

/** Which of the lanes' files does a failure's output name? By path, or by file name where that is all it says; most hits first. */
export function suspectsOf(output: string, lanes: readonly { story: string; paths: readonly string[] }[]): Suspect[] {
  return lanes
    .map((lane) => ({ story: lane.story, paths: lane.paths.filter((path) => isNamed(output, path)) }))
    .filter((suspect) => suspect.paths.length > 0)
    .sort((a, b) => b.paths.length - a.paths.length);
}

/** Which ADRs are locked in by a test that the failure names? */
export function locksHit(output: string, adrs: readonly Adr[]): LockHit[] {
  return adrs.flatMap((adr) =>
    adr.lockedInBy.flatMap((lock) => {
      const titles = lock.titles.filter((title) => output.includes(title));
      const test = titles.length > 0 ? `${lock.file}::${titles[0]}` : lock.file;
      return titles.length > 0 || (lock.titles.length === 0 && isNamed(output, lock.file))
        ? [{ adr: adr.shownId, title: adr.title, test }]
        : [];
    }),
  );
}

function isNamed(output: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const written = [path, path.replaceAll('/', '\\')].map((one) => `(?<![\\w.-])${escaped(one)}`);
  // A name alone counts only where no folder stands before it: with one it is another file's path.
  return new RegExp(`(?:${[...written, `(?<![\\w./\\\\-])${escaped(name)}`].join('|')})(?![\\w-]|\\.\\w)`).test(output);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
