import { basename } from 'node:path';
import type { Files, ReadTrouble } from '../host/host.ts';
import type { Adr, Story } from '../model/card.ts';
import type { Problem, ReadProblem } from '../model/problem.ts';
import { adrId } from './adr-id.ts';
import { CARD_LIMIT_BYTES } from './decode-card.ts';
import { readAdr } from './read-adr.ts';
import { readStory } from './read-story.ts';
import { storyIdFault } from './story-id.ts';

export interface Cards {
  /** Each id once, in the order of file names. */
  readonly stories: readonly Story[];
  readonly adrs: readonly Adr[];
  /** Ids of cards that are there and cannot be read: what refers to them refers to something. */
  readonly unreadable: readonly string[];
  readonly problems: readonly Problem[];
}

/** A markdown file and what reading it gave; no card and no problem of weight: it is none of ours. */
interface Read<Card> {
  readonly file: string;
  readonly card?: Card;
  readonly problems: readonly ReadProblem[];
}

/** All cards of a repository. Folders that do not exist hold no cards. */
export async function readCards(files: Files, root: string, folders: { stories: string; adrs: string }): Promise<Cards> {
  const stories = await readFolder(files, root, folders.stories, (file, bytes) => {
    const { story, problems } = readStory(file, bytes);
    return { file, problems, ...(story === undefined ? {} : { card: story }) };
  });
  const adrs = await readFolder(files, root, folders.adrs, (file, bytes) => {
    const { adr, problems } = readAdr(file, bytes);
    return { file, problems, ...(adr === undefined ? {} : { card: adr }) };
  });
  const storyTwins = twins(stories, ({ file }) => stemOf(file).normalize('NFC').toLowerCase());
  const adrTwins = twins(adrs, ({ file }) => adrId(stemOf(file))?.id);
  const cards = { stories: firsts(stories, storyTwins), adrs: firsts(adrs, adrTwins) };
  const read = new Set([...cards.stories, ...cards.adrs].map(({ id }) => id));
  const there = [...idsOf(stories, storyName), ...idsOf(adrs, (stem) => adrId(stem)?.id)];
  return {
    ...cards,
    unreadable: [...new Set(there.filter((id) => !read.has(id)))],
    problems: [...[...stories, ...adrs].flatMap(({ problems }) => problems), ...storyTwins.values(), ...adrTwins.values()],
  };
}

async function readFolder<Card>(
  files: Files,
  root: string,
  folder: string,
  read: (file: string, bytes: Uint8Array) => Read<Card>,
): Promise<readonly Read<Card>[]> {
  const path = folder.replace(/^\.\//, '').replace(/\/+$/, '');
  const names = (await files.list(`${root}/${path}`)) ?? [];
  const found: Read<Card>[] = [];
  for (const name of names.filter((one) => one.endsWith('.md'))) {
    const file = path === '.' ? name : `${path}/${name}`;
    const result = await files.readInside(root, file, CARD_LIMIT_BYTES);
    found.push(result.ok ? read(file, result.bytes) : { file, problems: [notRead(file, result.trouble, result.detail)] });
  }
  return found;
}

function notRead(file: string, trouble: ReadTrouble, detail: string): ReadProblem {
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
function twins<Card>(
  reads: readonly Read<Card>[],
  nameOf: (read: Read<Card>) => string | undefined,
): ReadonlyMap<string, Problem> {
  const first = new Map<string, string>();
  const found = new Map<string, Problem>();
  for (const read of reads.filter((one) => !isSkipped(one))) {
    const name = nameOf(read);
    const other = name === undefined ? undefined : first.get(name);
    if (name !== undefined && other === undefined) first.set(name, read.file);
    if (name !== undefined && other !== undefined) {
      found.set(read.file, { reason: 'duplicate-id', id: name, other, place: { file: read.file, line: 1, column: 1 } });
    }
  }
  return found;
}

function firsts<Card>(reads: readonly Read<Card>[], later: ReadonlyMap<string, Problem>): readonly Card[] {
  return reads.flatMap(({ file, card }) => (card === undefined || later.has(file) ? [] : [card]));
}

/** The ids that the names of files claim, whether the files could be read or not. */
function idsOf<Card>(reads: readonly Read<Card>[], idOf: (stem: string) => string | undefined): readonly string[] {
  return reads
    .filter((read) => !isSkipped(read))
    .map(({ file }) => idOf(stemOf(file)))
    .filter((id) => id !== undefined);
}

function storyName(stem: string): string | undefined {
  return storyIdFault(stem) === undefined ? stem : undefined;
}

function isSkipped<Card>({ problems }: Read<Card>): boolean {
  return problems.some(({ reason }) => reason === 'skipped-file');
}

function stemOf(file: string): string {
  return basename(file, '.md');
}
