import path from 'node:path';
import { imported, SOURCES } from '../../cards/from/imported.ts';
import type { SourceFile } from '../../cards/from/task.ts';
import { storyIdFault } from '../../cards/story-id.ts';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { suggest } from '../../model/suggest.ts';
import type { Got, Opened } from '../project/read-project.ts';

const MOST_BYTES = 32 * 1024 * 1024;

export interface ImportAsked {
  /** A file, or a folder of markdown, from where the person stands. */
  readonly from: string;
  /** The name of a source; undefined: whichever knows the files. */
  readonly source?: string;
  readonly prefix?: string;
  /** Says what would be written, and writes nothing. */
  readonly dryRun: boolean;
}

export interface ImportedCards {
  readonly source: string;
  /** Paths from the top. */
  readonly written: readonly { readonly file: string; readonly title: string }[];
  /** Cards that stood there before: left as they are. */
  readonly there: readonly string[];
  /** Done or given up where they come from, by what they are called there. */
  readonly done: readonly string[];
  /** `not-imported`: why a task is no card. */
  readonly refused: readonly Problem[];
}

/** Tasks of another tool as draft stories. Overwrites nothing: a second import writes what came since. */
export async function importStories(host: Host, opened: Opened, asked: ImportAsked): Promise<Got<ImportedCards>> {
  const fault = argumentFault(asked);
  if (fault !== undefined) return { ok: false, problems: [fault] };
  const options = {
    ...(asked.source === undefined ? {} : { from: asked.source }),
    ...(asked.prefix === undefined ? {} : { prefix: asked.prefix }),
  };
  const at = path.resolve(host.machine.cwd, asked.from);
  const files = await sourceFiles(host, at);
  // The folder that Backlog.md makes holds its tasks in one below.
  const found = knownIn(files, options) ?? knownIn(await sourceFiles(host, path.join(at, 'tasks')), options);
  if (found === undefined) {
    const known = SOURCES.filter(({ name }) => asked.source === undefined || name === asked.source);
    const expected = known.map(({ looksLike }) => looksLike);
    return { ok: false, problems: [{ reason: 'import-unknown', file: asked.from, expected, isThere: files.length > 0 }] };
  }
  const folder = path.join(opened.repository.top, opened.config.stories);
  const names = new Set(((await host.files.list(folder)) ?? []).map((name) => name.toLowerCase()));
  const refused = found.refused.map((one): Problem => ({ reason: 'not-imported', ...one }));
  const written: { file: string; title: string }[] = [];
  const there: string[] = [];
  for (const { id, title, text } of found.cards) {
    const file = path.posix.join(opened.config.stories, `${id}.md`);
    if (names.has(`${id}.md`) || (!asked.dryRun && !(await host.files.createNew(path.join(opened.repository.top, file), text))))
      there.push(file);
    else written.push({ file, title });
  }
  return { ok: true, value: { source: found.source, written, there, done: found.done, refused } };
}

function knownIn(files: readonly SourceFile[], options: Parameters<typeof imported>[1]): ReturnType<typeof imported> {
  return files.length === 0 ? undefined : imported(files, options);
}

function argumentFault({ source, prefix }: ImportAsked): Problem | undefined {
  const names = SOURCES.map(({ name }) => name);
  if (source !== undefined && !names.includes(source)) {
    const suggestion = suggest(source, names);
    const near = suggestion === undefined ? {} : { suggestion };
    return { reason: 'bad-argument', name: '--from', found: source, expected: names.join(', '), ...near };
  }
  const fault = prefix === undefined ? undefined : storyIdFault(`${prefix}-1`);
  return fault === undefined ? undefined : { reason: 'bad-argument', name: '--prefix', found: prefix!, expected: fault };
}

/** One file, or all markdown of a folder; none where there is nothing to read, or it is beyond all reason. */
async function sourceFiles(host: Host, at: string): Promise<readonly SourceFile[]> {
  const names = await host.files.list(at);
  const files = names === undefined ? [at] : names.filter((name) => /\.md$/i.test(name)).map((name) => path.join(at, name));
  const read = await Promise.all(
    files.map(async (file): Promise<readonly SourceFile[]> => {
      const found = await host.files.readInside(path.dirname(file), path.basename(file), MOST_BYTES);
      return found.ok ? [{ file, text: Buffer.from(found.bytes).toString() }] : [];
    }),
  );
  return read.flat();
}
