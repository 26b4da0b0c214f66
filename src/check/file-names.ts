import type { Story } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';

/** Scopes that name what is tracked in another case. To git these are two names, and such a scope covers nothing that is there. */
export function fileNameProblems({ stories, integrated, covers, tracked }: CheckInput): readonly CardProblem[] {
  const open = stories.filter(({ id, status }) => status !== 'dropped' && !integrated.has(id));
  if (tracked === undefined || open.length === 0) return [];
  const names = trackedNames(tracked);
  return open.flatMap((story) =>
    globsOf(story).flatMap(({ glob, beside, pointer }): readonly CardProblem[] => {
      const real = realName(glob, names);
      // Whoever names both means to rename it.
      if (real === undefined || covers(beside, real.there)) return [];
      return [{ reason: 'case-differs', glob, real: real.glob, place: placeIn(story, pointer) }];
    }),
  );
}

interface Named {
  readonly glob: string;
  /** Of the story, or of its subtask. */
  readonly beside: readonly string[];
  readonly pointer: string;
}

function globsOf({ files, subtasks }: Story): readonly Named[] {
  return [
    ...files.map((glob, at) => ({ glob, beside: files, pointer: `/files/${at}` })),
    ...subtasks.flatMap((one, index) =>
      one.files.map((glob, at) => ({ glob, beside: one.files, pointer: `/subtasks/${index}/files/${at}` })),
    ),
  ];
}

interface Names {
  readonly exact: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  /** By the same in small letters. */
  readonly byLower: ReadonlyMap<string, string>;
}

/** Files and the folders they are in. */
function trackedNames(tracked: Iterable<string>): Names {
  const exact = new Set<string>();
  const files = new Set(tracked);
  const byLower = new Map<string, string>();
  for (const file of files)
    for (let name = file; name !== '' && !exact.has(name); name = name.slice(0, Math.max(0, name.lastIndexOf('/')))) {
      exact.add(name);
      const lower = name.toLowerCase();
      if (!byLower.has(lower)) byLower.set(lower, name);
    }
  return { exact, files, byLower };
}

const WILD = /[*?[\]{}()!+@|\\"]/;

/** The glob with what it begins with as it is tracked, and that beginning; undefined where it is so already, or is nothing that is tracked. */
function realName(glob: string, { exact, files, byLower }: Names): { readonly glob: string; readonly there: string } | undefined {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.');
  const wild = parts.findIndex((part) => WILD.test(part));
  const literal = wild === -1 ? parts : parts.slice(0, wild);
  for (let depth = literal.length; depth > 0; depth -= 1) {
    const name = literal.slice(0, depth).join('/');
    if (exact.has(name)) return undefined;
    const there = byLower.get(name.toLowerCase());
    // Nothing is below a file.
    if (there !== undefined && depth < parts.length && files.has(there)) continue;
    if (there !== undefined) return { glob: [there, ...parts.slice(depth)].join('/'), there };
  }
  return undefined;
}
