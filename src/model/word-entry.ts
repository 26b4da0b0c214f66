import type { ResolvedEntry } from './resolution.ts';

/** Who gave their word: git's own name for them. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Lines of the journal that hold a person's word. */
export type WordEntry =
  /** `commit`: the story's merge on the integration branch; another merge of it is not accepted. */
  | { readonly t: 'accepted'; readonly at: number; readonly story: string; readonly commit: string; readonly by: Person }
  /** Reverted by `revert`; `why` is what the next attempt is told. `key` is that of the card as it stands. */
  | {
      readonly t: 'rejected';
      readonly at: number;
      readonly story: string;
      readonly key: string;
      readonly commit: string;
      readonly revert: string;
      readonly why: string;
      readonly by: Person;
    }
  /** The tests that lock an ADR in are right as they stand: what each says, or why it does not run. */
  | {
      readonly t: 'confirmed';
      readonly at: number;
      readonly adr: string;
      readonly contract: string;
      readonly tests: Readonly<Record<string, string>>;
      readonly by: Person;
    }
  | ResolvedEntry
  | { readonly t: 'retry'; readonly at: number; readonly story: string }
  /** A person's word that all since the last such entry was one iteration. */
  | { readonly t: 'iteration'; readonly at: number; readonly name: string }
  /** A person's word that the story with exactly this `what` key is up to date as it stands. */
  | { readonly t: 'touched'; readonly at: number; readonly story: string; readonly key: string }
  | {
      readonly t: 'landed';
      readonly at: number;
      readonly from: string;
      readonly to: string;
      readonly stories: readonly string[];
      readonly by?: Person;
    };

/** `Ada Lovelace <ada@example.org>`. */
export function personText({ name, email }: Person): string {
  return email === '' ? name : `${name} <${email}>`;
}
