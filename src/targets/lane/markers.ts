import { addsMarkers, boundedHunks } from '../../agents/conflict-brief.ts';
import type { Host } from '../../host/host.ts';
import { covers } from '../../plan/scope.ts';

/** What is bigger was merged by nobody line by line. With so many at once, no answer of git's is too long. */
const MOST_BYTES = 2 * 1024 * 1024;
const AT_ONCE = 400;

interface Text {
  readonly path: string;
  readonly text: string;
}

type Top = { readonly host: Pick<Host, 'git'>; readonly top: string };

/** Of the paths that a commit changed against its base, the files with markers of a conflict that the base's file lacks; not those a card lets through. */
export async function markedIn(
  { host, top }: Top,
  at: { readonly base: string; readonly commit: string; readonly paths: readonly string[]; readonly allowed: readonly string[] },
): Promise<readonly string[]> {
  const asked = at.paths.filter((path) => !covers(at.allowed, path));
  const marked = (await textsOf({ host, top }, at.commit, asked)).filter(({ text }) => addsMarkers(text));
  if (marked.length === 0) return [];
  const before = await textsOf(
    { host, top },
    at.base,
    marked.map(({ path }) => path),
  );
  const texts = new Map(before.map(({ path, text }) => [path, text]));
  return marked.filter(({ path, text }) => addsMarkers(text, texts.get(path))).map(({ path }) => path);
}

/** The places in conflict of these files, as a session is told them. */
export async function hunksOf(at: Top, tree: string, paths: readonly string[]): Promise<string> {
  return boundedHunks(await textsOf(at, tree, paths));
}

/** Of plain files, those with a line that may be a marker: a link's text is a path. */
async function textsOf({ host: { git }, top }: Top, tree: string, paths: readonly string[]): Promise<readonly Text[]> {
  if (paths.length === 0) return [];
  const entries = [...(await git.files(top, tree, paths))].filter(([, { mode }]) => mode.startsWith('100'));
  const found: Text[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE);
    const ids = some.map(([, { blob }]) => blob);
    const blobs = await git.blobs(top, ids, MOST_BYTES);
    for (const [path, { blob }] of some) {
      const bytes = Buffer.from(blobs.get(blob) ?? []);
      if (MARKS.some((mark) => bytes.includes(mark))) found.push({ path, text: bytes.toString() });
    }
  }
  return found;
}

const MARKS = ['<<<<<<<', '>>>>>>>'];
