import type { Adr } from '../model/card.ts';

/** A lane that a failure may be about. */
export interface SuspectLane {
  readonly story: string;
  /** Files of its work. */
  readonly paths: readonly string[];
}

/** What is known of a failure beside its words. */
export interface Evidence {
  /** Lines that the failure's stacks name, and the lane that each came from. */
  readonly blamed: readonly { readonly story: string; readonly path: string; readonly line: number }[];
  /** What the failing tests import, directly (1) or through others; the tests themselves are at 0. */
  readonly imports: ReadonlyMap<string, number>;
}

export interface Suspect {
  readonly story: string;
  /** Files of its work that speak against it, and how each does: where a stack names its line, by name, or imported by the test. */
  readonly paths: readonly string[];
  readonly because: readonly string[];
}

export interface LockHit {
  readonly adr: string;
  readonly title: string;
  readonly test: string;
}

/** A line of the lane's own in a stack says more than its file's name, and that more than what a test loads. */
const BLAME = 3;
const NAMED = 1.5;

export const NO_EVIDENCE: Evidence = { blamed: [], imports: new Map() };

/**
 * Which lanes a failure speaks against: by lines of theirs in its stacks, by files of theirs that it names (by path, or by
 * file name where that is all it says), and by files of theirs that the failing tests load. The heaviest first.
 */
export function suspectsOf(output: string, lanes: readonly SuspectLane[], evidence: Evidence = NO_EVIDENCE): Suspect[] {
  return lanes
    .map((lane) => ({ story: lane.story, marks: marksOf(output, lane, evidence) }))
    .filter(({ marks }) => marks.length > 0)
    .map(({ story, marks }) => ({ story, marks, weight: marks.reduce((sum, mark) => sum + mark.weight, 0) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ story, marks }) => ({
      story,
      paths: [...new Set(marks.map(({ path }) => path))],
      because: marks.map(({ how }) => how),
    }));
}

interface Mark {
  readonly path: string;
  readonly how: string;
  readonly weight: number;
}

function marksOf(output: string, { story, paths }: SuspectLane, { blamed, imports }: Evidence): readonly Mark[] {
  const lines = blamed
    .filter((one) => one.story === story)
    .map(({ path, line }): Mark => ({ path, how: `${path}:${line} (blame)`, weight: BLAME }));
  const files = paths.flatMap((path): Mark[] => {
    const depth = imports.get(path);
    if (isNamed(output, path))
      return [{ path, how: `${path} (named)`, weight: NAMED + (depth === undefined ? 0 : 1 / (1 + depth)) }];
    return depth === undefined ? [] : [{ path, how: `${path} (import depth ${depth})`, weight: 1 / (1 + depth) }];
  });
  return [...lines, ...files];
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

/** Places in files that a failure's stacks name, each once, in order. Paths below `folder` are told from there. */
export function framesIn(output: string, folder: string): readonly { readonly path: string; readonly line: number }[] {
  const frames = [...output.matchAll(FRAME)].map(([, path, line]) => ({ path: below(folder, path!), line: Number(line) }));
  return [...new Map(frames.map((frame) => [`${frame.path}:${frame.line}`, frame])).values()];
}

/** `src/a.ts:12:3`, `(/lane/src/a.ts:12)`, `file:///lane/src/a.ts:12:3`, and `File "src/a.py", line 12`. */
const FRAME = /([\w@.~+/\\-]+\.[A-Za-z]{1,5})(?:"?, line |:)(\d{1,7})\b/g;

function below(folder: string, path: string): string {
  const plain = path.replaceAll('\\', '/').replace(/^\/\/+/, '/');
  const root = `${folder.replaceAll('\\', '/')}/`;
  return plain.startsWith(root) ? plain.slice(root.length) : plain.replace(/^\.\//, '');
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
