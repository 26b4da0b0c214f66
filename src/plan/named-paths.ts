/** The files of a commit, by the ways a text may call them. */
export interface TreeNames {
  readonly paths: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  /** By every ending of the path that begins with a name: `scale.ts`, `src/scale.ts`, and those without what follows the last dot. */
  readonly endings: ReadonlyMap<string, readonly string[]>;
}

/** A name that this many files answer to says nothing. */
const MOST_OF_ONE_NAME = 3;

export function treeNames(paths: Iterable<string>): TreeNames {
  const all = new Set(paths);
  const folders = new Set<string>();
  const endings = new Map<string, string[]>();
  for (const path of all) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
    for (const name of callsOf(parts)) {
      const known = endings.get(name);
      if (known) known.push(path);
      else endings.set(name, [path]);
    }
  }
  return { paths: all, folders, endings };
}

/** Its last name, its last two ... four, each with and without what follows the last dot. */
function callsOf(parts: readonly string[]): ReadonlySet<string> {
  const ends = [1, 2, 3, 4].filter((names) => names <= parts.length).map((names) => parts.slice(-names).join('/'));
  return new Set(ends.flatMap((end) => [end, end.replace(/(?<=[^/])\.[^./]+$/, '')]));
}

/** A stretch of text that could be a path, with letters of any script; and one without, as not every script sets words apart. */
const WORDS = /[\p{L}\p{M}\p{N}_.@+~$/\\:[\]()-]+/gu;
const LATIN_WORDS = /[\w.@+~$/\\:-]+/g;
/** What is longer names no file of any system. */
const LONGEST_PATH = 4096;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi;

/** What a text names of a tree's files, folders (`src/auth/**`) and files to come, each with the words that name it. */
export function namedPaths(text: string, tree: TreeNames): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (word: string): boolean => {
    const globs = globsOf(word, tree);
    for (const glob of globs) if (!found.has(glob)) found.set(glob, word);
    return globs.length > 0;
  };
  for (const [word] of text.replaceAll(ADDRESS, ' ').matchAll(WORDS))
    if (word.length <= LONGEST_PATH && !add(word) && /\P{ASCII}/u.test(word))
      for (const [part] of word.matchAll(LATIN_WORDS)) add(part);
  return found;
}

function globsOf(word: string, tree: TreeNames): readonly string[] {
  const path = asPath(word);
  if (path === '') return [];
  if (tree.paths.has(path)) return [path];
  if (!path.includes('/')) return isFileName(path) && tree.endings.has(path) ? fewCalled(path, tree) : moduleOf(path, tree);
  const folder = path.replace(/\/$/, '');
  if (tree.folders.has(folder)) return [`${folder}/**`];
  if (tree.endings.has(path)) return fewCalled(path, tree);
  return isToCome(path, tree) ? [path] : [];
}

function fewCalled(name: string, { endings }: TreeNames): readonly string[] {
  const found = endings.get(name) ?? [];
  return found.length <= MOST_OF_ONE_NAME ? found : [];
}

/** Without what a sentence, an error or another system puts around a path. */
function asPath(word: string): string {
  return word
    .replaceAll('\\', '/')
    .replace(/^[:()[\]~+$-]+/, '')
    .replace(/^(\.{0,2}\/)+/, '')
    .replace(/[.:()[\]~-]+$/, '')
    .replace(/(:\d+)+$/, '');
}

const isFileName = (name: string): boolean =>
  /[^.]\.[a-z][a-z0-9]{0,9}$/i.test(name) || /^(Makefile|Dockerfile|Justfile|Rakefile|Gemfile)$/.test(name);

/** `auth.tokens` and `crate::auth::tokens` are files of many languages. */
function moduleOf(word: string, tree: TreeNames): readonly string[] {
  const parts = word.split(/::|\./).filter((part) => part !== '' && part !== 'crate');
  return parts.length < 2 ? [] : fewCalled(parts.join('/'), tree);
}

/** A file that is not there yet, in a folder that is. */
function isToCome(path: string, { folders }: TreeNames): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return isFileName(path) && !path.includes('..') && !/[:()]/.test(path) && folders.has(folder);
}
