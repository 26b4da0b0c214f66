import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Files, ReadTrouble } from '../host/host.ts';
import type { Adr, Story } from '../model/card.ts';
import type { Problem, ReadProblem } from '../model/problem.ts';
import { NO_MEMORY, type CardMemory, type Look, type Reading } from '../model/reading.ts';
import { adrId } from './adr-id.ts';
import { CARD_LIMIT_BYTES } from './decode-card.ts';
import type { CardText, ParseCards } from './parse-card.ts';
import { storyIdFault } from './story-id.ts';

export interface Cards {
  /** Each id once, in the order of file names. */
  readonly stories: readonly Story[];
  readonly adrs: readonly Adr[];
  /** Ids of cards that are there and cannot be read: what refers to them refers to something. */
  readonly unreadable: readonly string[];
  readonly problems: readonly Problem[];
}

/** A reading, and how its file looked before it was read. */
export interface Seen {
  readonly reading: Reading;
  readonly look: Look;
  /** It looks as it did when it was read last. */
  readonly same: boolean;
}

export interface CardsRead {
  readonly cards: Cards;
  readonly seen: readonly Seen[];
}

export interface CardReader {
  readonly memory?: CardMemory;
  readonly parse: ParseCards;
}

/** All cards of a repository. Folders that do not exist hold no cards; what looks or reads as it did last is not parsed again. */
export async function readCards(
  files: Files,
  root: string,
  folders: { stories: string; adrs: string },
  reader: CardReader,
): Promise<CardsRead> {
  const stories = await readFolder(files, root, { kind: 'story', path: folders.stories }, reader);
  const adrs = await readFolder(files, root, { kind: 'adr', path: folders.adrs }, reader);
  return { cards: cardsOf(readings(stories), readings(adrs)), seen: [...stories, ...adrs] };
}

function readings(seen: readonly Seen[]): readonly Reading[] {
  return seen.map(({ reading }) => reading);
}

function cardsOf(stories: readonly Reading[], adrs: readonly Reading[]): Cards {
  const storyTwins = twins(stories, ({ file }) => stemOf(file).normalize('NFC').toLowerCase());
  const adrTwins = twins(adrs, ({ file }) => adrId(stemOf(file))?.id);
  const cards = {
    stories: firsts(stories, storyTwins).flatMap(({ story }) => story ?? []),
    adrs: firsts(adrs, adrTwins).flatMap(({ adr }) => adr ?? []),
  };
  const read = new Set([...cards.stories, ...cards.adrs].map(({ id }) => id));
  const there = [...idsOf(stories, storyName), ...idsOf(adrs, (stem) => adrId(stem)?.id)];
  return {
    ...cards,
    unreadable: [...new Set(there.filter((id) => !read.has(id)))],
    problems: [...[...stories, ...adrs].flatMap(({ problems }) => problems), ...storyTwins.values(), ...adrTwins.values()],
  };
}

async function readFolder(
  files: Files,
  root: string,
  folder: { readonly kind: CardText['kind']; readonly path: string },
  { memory = NO_MEMORY, parse }: CardReader,
): Promise<readonly Seen[]> {
  const path = folder.path.replace(/^\.\//, '').replace(/\/+$/, '');
  const names = ((await files.list(`${root}/${path}`)) ?? []).filter((one) => one.endsWith('.md'));
  const paths = names.map((name) => (path === '.' ? name : `${path}/${name}`));
  const looks = await files.stamps(paths.map((file) => `${root}/${file}`));
  const texts: (CardText & { readonly digest: string })[] = [];
  const seen = new Map<string, Seen>();
  for (const [at, file] of paths.entries()) {
    const look = looks.subarray(at * 4, at * 4 + 4) as unknown as Look;
    const known = memory.recall(file, look);
    if (known?.same === true) {
      seen.set(file, { ...known, look });
      continue;
    }
    const result = await files.readInside(root, file, CARD_LIMIT_BYTES);
    const digest = result.ok ? bytesDigest(result.bytes) : undefined;
    seen.set(file, { reading: { file, problems: [] }, look, same: false });
    if (!result.ok) seen.set(file, { reading: notRead(file, result.trouble, result.detail), look, same: false });
    else if (known?.reading.digest === digest) seen.set(file, { reading: known!.reading, look, same: false });
    else texts.push({ kind: folder.kind, file, bytes: result.bytes, digest: digest! });
  }
  const parsed = texts.length === 0 ? [] : await parse(texts);
  for (const [at, reading] of parsed.entries()) {
    const { file, digest } = texts[at]!;
    seen.set(file, { reading: { ...reading, digest }, look: seen.get(file)!.look, same: false });
  }
  return [...seen.values()];
}

function bytesDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
}

function notRead(file: string, trouble: ReadTrouble, detail: string): Reading {
  return { file, problems: [notReadProblem(file, trouble, detail)] };
}

function notReadProblem(file: string, trouble: ReadTrouble, detail: string): ReadProblem {
  if (trouble !== 'too-large')
    return { reason: 'unreadable', detail: `${TROUBLES[trouble]}${detail === '' ? '' : `: ${detail}`}`, place: { file } };
  const bytes = Number.parseInt(detail, 10);
  return { reason: 'too-large', ...(Number.isNaN(bytes) ? {} : { bytes }), limit: CARD_LIMIT_BYTES, place: { file } };
}

const TROUBLES: Readonly<Record<Exclude<ReadTrouble, 'too-large'>, string>> = {
  missing: 'gone',
  'not-a-file': 'not a regular file',
  outside: 'outside the repository',
  denied: 'permission denied',
};

/** The files whose id another file had before them, each with the problem that says so. */
function twins(reads: readonly Reading[], nameOf: (read: Reading) => string | undefined): ReadonlyMap<string, Problem> {
  const first = new Map<string, string>();
  const found = new Map<string, Problem>();
  for (const read of reads) {
    if (isSkipped(read)) continue;
    const name = nameOf(read);
    const other = name === undefined ? undefined : first.get(name);
    if (name !== undefined && other === undefined) first.set(name, read.file);
    if (name !== undefined && other !== undefined) {
      found.set(read.file, { reason: 'duplicate-id', id: name, other, place: { file: read.file, line: 1, column: 1 } });
    }
  }
  return found;
}

function firsts(reads: readonly Reading[], later: ReadonlyMap<string, Problem>): readonly Reading[] {
  return later.size === 0 ? reads : reads.filter(({ file }) => !later.has(file));
}

/** The ids that the names of files claim, whether the files could be read or not. */
function idsOf(reads: readonly Reading[], idOf: (stem: string) => string | undefined): readonly string[] {
  return reads
    .filter((read) => !isSkipped(read))
    .map(({ file }) => idOf(stemOf(file)))
    .filter((id) => id !== undefined);
}

function storyName(stem: string): string | undefined {
  return storyIdFault(stem) === undefined ? stem : undefined;
}

function isSkipped({ problems }: Reading): boolean {
  return problems.some(({ reason }) => reason === 'skipped-file');
}

function stemOf(file: string): string {
  return basename(file, '.md');
}
