import picomatch from 'picomatch';

/**
 * Does any of the globs match the path? Paths use `/`; a name without wildcards also covers what is in a folder so called.
 * Brackets are classes and groups, and also themselves: `app/[id]/*.tsx` covers the files of a folder named `[id]`. Case
 * matters.
 */
export function covers(globs: readonly string[], path: string): boolean {
  return globs.some((glob) => matcher(glob)(path));
}

const matchers = new Map<string, (path: string) => boolean>();

function matcher(glob: string): (path: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '') || '**';
  const patterns = [...withFolder(plain, endsInName(plain)), ...literally(plain)];
  // A name may hold a line end, and `**` stands for any name.
  const made = picomatch(patterns, { dot: true, nonegate: true, flags: 's' });
  matchers.set(glob, made);
  return made;
}

function withFolder(pattern: string, isName: boolean): readonly string[] {
  return isName ? [pattern, `${pattern}/**`] : [pattern];
}

/** The glob with brackets that stand for themselves, as in the folders of web frameworks: `(shop)`, `[id]`, `@modal`. */
function literally(glob: string): readonly string[] {
  const escaped = glob.replaceAll(/[[\]()!+@|]/g, '\\$&');
  return escaped === glob ? [] : withFolder(escaped, !/[*?]/.test(glob.split('/').at(-1)!));
}

/** `src/api` may be a folder; `src/*.ts` names files, or a reader would be surprised. */
function endsInName(glob: string): boolean {
  return !/[*?[\]()!+@|]/.test(glob.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

/**
 * Could one path be matched by both sets of globs, on any file system? Exact for literals, `*`, `?`, `**` and braces; where a
 * glob holds more than that (classes, extglobs), and for names that differ in case alone, the answer leans to yes: two lanes
 * kept apart for nothing cost time, two lanes on one file cost work.
 */
export function scopesOverlap(a: readonly string[], b: readonly string[]): boolean {
  const known = overlaps.get(a)?.get(b);
  if (known !== undefined) return known;
  const made = a.some((one) => b.some((other) => globsMeet(one, other)));
  const mine = overlaps.get(a) ?? new WeakMap<readonly string[], boolean>();
  overlaps.set(a, mine.set(b, made));
  return made;
}

/** Is that path a file now? Then a scope that names it means nothing below it. */
export type IsFile = (path: string) => boolean;

const NO_FILE: IsFile = () => false;

/** As `scopesOverlap`, where it is known which names are files: `src/login.ts` is no folder with tests in it. */
export function filesOverlap(a: readonly string[], b: readonly string[], isFile: IsFile): boolean {
  return scopesOverlap(a, b) && a.some((one) => b.some((other) => globsMeet(one, other, isFile)));
}

/** The same of one glob and another. */
export function globsMeet(one: string, other: string, isFile: IsFile = NO_FILE): boolean {
  const right = meant(other, isFile);
  return meant(one, isFile).some((left) => right.some((each) => globsOverlap(left, each)));
}

function meant(glob: string, isFile: IsFile): readonly (readonly string[])[] {
  const all = simpleGlobs(glob);
  const [only] = all;
  // One that names nothing but itself stands for itself and all below it.
  if (all.length !== 1 || only!.at(-1) !== '**' || /[*?[\]{}()!+@|\\"]/.test(glob)) return all;
  return isFile(glob.replace(/^\.\//, '').replace(/\/+$/, '')) ? [only!.slice(0, -1)] : all;
}

/**
 * The folders, or names, that all a glob means begins with, each as its segments: one for each choice of its braces. Two globs
 * overlap only where one of the first begins like one of the second.
 */
export function beginningsOf(glob: string): readonly (readonly string[])[] {
  return simpleGlobs(glob).map((parts) => {
    const wild = parts.findIndex((part) => part === '**' || WILD.test(part));
    return wild === -1 ? parts : parts.slice(0, wild);
  });
}

/** The first glob of each that may mean one path: one where they are written alike, none where they do not overlap. */
export function sharedGlobs(a: readonly string[], b: readonly string[], isFile: IsFile = NO_FILE): readonly string[] {
  for (const one of a) {
    const other = b.find((each) => globsMeet(one, each, isFile));
    if (other !== undefined) return one === other ? [one] : [one, other];
  }
  return [];
}

/** Those who wait are held against those who run again and again. */
const overlaps = new WeakMap<readonly string[], WeakMap<readonly string[], boolean>>();

const simple = new Map<string, readonly (readonly string[])[]>();

/** A glob as globs without braces, in segments. Every pair of open stories is compared, so each is taken apart once. */
function simpleGlobs(glob: string): readonly (readonly string[])[] {
  const known = simple.get(glob);
  if (known) return known;
  // Where file systems do not tell case or composition of letters apart, two such names are one file.
  const made = expandBraces(glob.normalize('NFC').toLowerCase()).map((one) => segments(one, endsInName(glob)));
  simple.set(glob, made);
  return made;
}

/** Two stars in a name may mean folders too, and what may be empty may take its slash with it. `isName`: before its braces were taken apart. */
function segments(glob: string, isName: boolean): string[] {
  const parts = glob
    .replace(/^\.\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/\*\*|[!?*]\(|"/.test(part) ? '**' : part));
  if (/\|/.test(glob.replaceAll(/\([^()]*\)/g, ''))) return ['**'];
  const torn = parts.findIndex((part) => count(part, '(') !== count(part, ')') || count(part, '[') !== count(part, ']'));
  // Brackets around a slash can stand for any number of segments, and a bar between them for another glob altogether.
  if (torn !== -1) return [...parts.slice(0, torn), '**'];
  // What a class or an extglob at the end really matches is picomatch's affair: below it, too, anything may be meant.
  return (isName || endsInName(glob) || /[[\]()!+@]/.test(glob)) && parts.at(-1) !== '**' ? [...parts, '**'] : parts;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** `a/{b,c}` as two globs; nested braces too, up to a bound past which anything goes from the first brace on. */
function expandBraces(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  while (open.length > 0) {
    const next = open.pop()!;
    const brace = /\{([^{}]*)\}/.exec(next);
    if (!brace) done.push(next);
    else if (open.length + done.length > 64) done.push(next.replace(/[^/]*\{.*$/s, '**'));
    else if (!brace[1]!.includes(',')) open.push(next.replace(brace[0], '*'));
    else for (const choice of brace[1]!.split(',')) open.push(next.replace(brace[0], () => choice));
  }
  return done;
}

function globsOverlap(a: readonly string[], b: readonly string[]): boolean {
  if (a[0] !== '**' && b[0] !== '**' && !segmentsOverlap(a[0]!, b[0]!)) return false;
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const at = i * (b.length + 1) + j;
    const seen = known.get(at);
    if (seen !== undefined) return seen;
    known.set(at, false);
    const answer = meet(i, j);
    known.set(at, answer);
    return answer;
  };
  const meet = (i: number, j: number): boolean => {
    if (i === a.length && j === b.length) return true;
    if (a[i] === '**') return from(i + 1, j) || (j < b.length && from(i, j + 1));
    if (b[j] === '**') return from(i, j + 1) || (i < a.length && from(i + 1, j));
    return i < a.length && j < b.length && segmentsOverlap(a[i]!, b[j]!) && from(i + 1, j + 1);
  };
  return from(0, 0);
}

const WILD = /[*?[\]()!+@\\"]/;

/** Two names with `*` and `?`: is there a name that both match? Walks all pairs of positions that some name can reach. */
function segmentsOverlap(a: string, b: string): boolean {
  if (a === b) return true;
  if (!WILD.test(a) && !WILD.test(b)) return false;
  if (/[[\]()!+@\\"]/.test(a + b)) return true;
  const reached = new Set<number>();
  const stack: [number, number][] = [[0, 0]];
  while (stack.length > 0) {
    const [i, j] = stack.pop()!;
    if (i === a.length && j === b.length) return true;
    if (reached.has(i * (b.length + 1) + j)) continue;
    reached.add(i * (b.length + 1) + j);
    stack.push(...starSteps(a[i], b[j], [i, j]));
    if (meetsOnce(a[i], b[j])) stack.push([i + 1, j + 1]);
  }
  return false;
}

/** A star is empty, or takes one character of the other side. */
function starSteps(x: string | undefined, y: string | undefined, [i, j]: readonly [number, number]): [number, number][] {
  const steps: [number, number][] = [];
  if (x === '*') steps.push([i + 1, j]);
  if (x === '*' && y !== undefined) steps.push([i, j + 1]);
  if (y === '*') steps.push([i, j + 1]);
  if (y === '*' && x !== undefined) steps.push([i + 1, j]);
  return steps;
}

function meetsOnce(x: string | undefined, y: string | undefined): boolean {
  if (x === undefined || y === undefined || x === '*' || y === '*') return false;
  return x === y || x === '?' || y === '?';
}
