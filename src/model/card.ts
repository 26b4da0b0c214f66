import type { Place } from './place.ts';

export type StoryStatus = 'draft' | 'ready' | 'blocked' | 'dropped';

/** What a person declared on the card, in raw tokens of the reference tokenizer. */
export interface DeclaredBudget {
  readonly model: string;
  readonly floorTokens?: number;
  readonly workingTokens?: number;
  readonly ceilingTokens?: number;
}

export interface Subtask {
  readonly id: string;
  readonly title: string;
  readonly files: readonly string[];
  readonly dependsOn: readonly string[];
}

/** Places by JSON pointer into the front matter (`/adrs/0`), or by `#heading`, in lower case, for a section of the body. */
export type Places = Readonly<Record<string, Place>>;

/** One slice of work: one file `stories/<id>.md`. A plain value: it survives JSON. */
export interface Story {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly status: StoryStatus;
  readonly type?: string;
  /** Lower goes first among equals; 100 when not written. */
  readonly priority: number;
  readonly budget?: DeclaredBudget;
  /** ADR ids in canonical form (`ADR-14`). */
  readonly adrs: readonly string[];
  /** Globs of files the agent reads to begin. */
  readonly context: readonly string[];
  /** Globs of files the agent may change; empty means undeclared. */
  readonly files: readonly string[];
  readonly dependsOn: readonly string[];
  readonly subtasks: readonly Subtask[];
  readonly gates: readonly string[];
  readonly allowProtected: readonly string[];
  /** Markdown after the front matter, line ends as LF. */
  readonly body: string;
  /** The acceptance criteria, one per item, checkbox dropped. */
  readonly acceptance: readonly string[];
  /** Normalised text, the part of the card that a change of makes `implement` stale: see stale/fingerprint. */
  readonly what: { readonly title: string; readonly body: string; readonly acceptance: string };
  /** Of each text in `what`, the first 16 hex digits of its SHA-256. */
  readonly digests: { readonly title: string; readonly body: string; readonly acceptance: string };
  /** How many acceptance criteria there are. */
  readonly criteria: number;
  /** SHA-256 of the file with BOM dropped and CRLF read as LF. */
  readonly digest: string;
  readonly places: Places;
}

export type AdrStatus = 'proposed' | 'accepted' | 'rejected' | 'deprecated' | 'superseded';

/** One `locked_in_by` entry: a test file, and the titles in it (none = the file itself). */
export interface TestLock {
  readonly file: string;
  readonly titles: readonly string[];
  readonly place: Place;
}

/** A reference to a story or an ADR found in 'Does not decide'. */
export interface Reference {
  readonly id: string;
  readonly kind: 'story' | 'adr';
  readonly place: Place;
}

/** A compressed contract between slices: one file `adr/ADR-<n>-<slug>.md` (or MADR's `<n>-<slug>.md`). */
export interface Adr {
  /** Canonical: `ADR-<n>` without leading zeros, or the stem of a date-named file. */
  readonly id: string;
  /** As the person writes it (`ADR-0014`). */
  readonly shownId: string;
  readonly file: string;
  readonly title: string;
  readonly status: AdrStatus;
  readonly date?: string;
  readonly predecessors: readonly string[];
  readonly weightTokens?: number;
  readonly lockedInBy: readonly TestLock[];
  /** Whole file, line ends as LF. */
  readonly text: string;
  /** Normalised Decision + Contract + Does not decide: what a story's `implement` depends on. */
  readonly contract: string;
  /** Of the contract, the first 16 hex digits of its SHA-256. */
  readonly contractDigest: string;
  readonly has: { readonly decision: boolean; readonly contract: boolean; readonly doesNotDecide: boolean };
  readonly references: readonly Reference[];
  readonly digest: string;
  readonly places: Places;
}

/** The long part of a story, which few commands look at. */
export type StoryDetail = Pick<Story, 'body' | 'acceptance' | 'what' | 'places'>;

/** The long part of an ADR. */
export type AdrDetail = Pick<Adr, 'text' | 'contract' | 'places' | 'references'>;
