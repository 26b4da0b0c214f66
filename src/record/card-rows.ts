import type { Adr, AdrDetail, Story, StoryDetail } from '../model/card.ts';
import type { Look, Reading } from '../model/reading.ts';

/** Reads from the file of details. */
export type Pieces = (offset: number, length: number) => Uint8Array;

/** A reading as the index holds it: short, its long part apart. */
export interface Row {
  readonly look: Look;
  readonly digest: string;
  readonly problems?: Reading['problems'];
  /** The card without its long part and without what most cards leave at its default. */
  readonly story?: object;
  readonly adr?: object;
  readonly detail?: Place | { readonly inline: unknown };
}

interface Place {
  readonly offset: number;
  readonly length: number;
}

export function rowOf({ story, adr, problems }: Reading, digest: string, look: Look): Row {
  const parts = story ? storyParts(story) : adr ? adrParts(adr) : {};
  return { look, digest, ...parts, ...(problems.length === 0 ? {} : { problems }) };
}

/** What most stories leave at its default is not written down. */
const STORY_DEFAULTS = {
  priority: 100,
  adrs: [],
  context: [],
  files: [],
  dependsOn: [],
  subtasks: [],
  gates: [],
  allowProtected: [],
} as const satisfies Partial<Story>;

function storyParts({
  body,
  acceptance,
  what,
  places,
  file: _file,
  ...outline
}: Story): Pick<Row, 'story'> & { detail: { inline: StoryDetail } } {
  const said = Object.entries(outline).filter(([key, value]) => !isDefault(key, value));
  return { story: Object.fromEntries(said), detail: { inline: { body, acceptance, what, places } } };
}

function isDefault(key: string, value: unknown): boolean {
  const usual: unknown = STORY_DEFAULTS[key as keyof typeof STORY_DEFAULTS];
  return Array.isArray(usual) ? Array.isArray(value) && value.length === 0 : usual !== undefined && value === usual;
}

function adrParts({ text, contract, places, references, ...outline }: Adr): Pick<Row, 'adr'> & { detail: { inline: AdrDetail } } {
  return { adr: outline, detail: { inline: { text, contract, places, references } } };
}

/** The reading again; its long part is fetched when something of it is first asked for. */
export function readingOf(file: string, row: Row, pieces: Pieces | undefined): Reading {
  const { digest, problems = [] } = row;
  if (row.story) return { file, digest, problems, story: storyOf(file, row.story, detailOf<StoryDetail>(row, pieces)) };
  if (row.adr) return { file, digest, problems, adr: adrOf(row.adr, detailOf<AdrDetail>(row, pieces)) };
  return { file, digest, problems };
}

function detailOf<Detail>({ detail }: Row, pieces: Pieces | undefined): () => Detail {
  let known: Detail | undefined;
  return () => {
    if (known !== undefined) return known;
    if ('inline' in detail!) return (known = detail.inline as Detail);
    return (known = JSON.parse(Buffer.from(pieces!(detail!.offset, detail!.length)).toString()) as Detail);
  };
}

function storyOf(file: string, outline: object, detail: () => StoryDetail): Story {
  return {
    ...STORY_DEFAULTS,
    file,
    ...(outline as Omit<Story, keyof StoryDetail | keyof typeof STORY_DEFAULTS | 'file'>),
    get body() {
      return detail().body;
    },
    get acceptance() {
      return detail().acceptance;
    },
    get what() {
      return detail().what;
    },
    get places() {
      return detail().places;
    },
  };
}

function adrOf(outline: object, detail: () => AdrDetail): Adr {
  return {
    ...(outline as Omit<Adr, keyof AdrDetail>),
    get text() {
      return detail().text;
    },
    get contract() {
      return detail().contract;
    },
    get places() {
      return detail().places;
    },
    get references() {
      return detail().references;
    },
  };
}

/** The long part of a reading, to be kept apart; undefined where it has none. */
export function detailIn({ story, adr }: Reading): StoryDetail | AdrDetail | undefined {
  return story ? storyParts(story).detail.inline : adr && adrParts(adr).detail.inline;
}
