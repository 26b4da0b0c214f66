import type { Place } from './place.ts';

/** Cards that cannot be worked on in a checkout that several lanes share. */
export type CheckoutCardProblem = At<'shared-without-files', object> | At<'shared-with-subtasks', object>;

/** What was found in the checkout that lanes share. `stories`: whose sessions were at work in it. */
export type CheckoutProblem =
  | EditOutside
  /** Its HEAD; `kept`: the ref that holds commits that none other does. */
  | Bare<'checkout-moved', { stories: readonly string[]; was: string; now: string; kept?: string }>
  /** A build that was killed left edits there that are no lane's. */
  | Bare<'checkout-left', { paths: readonly string[]; kept: string }>;

/** `scope`: the files of all lanes inside; `kept`: the ref that holds what stood in `paths`. */
export type EditOutside = Bare<
  'edit-outside',
  { stories: readonly string[]; paths: readonly string[]; scope: readonly string[]; kept?: string }
>;

type At<R extends string, More> = { readonly reason: R; readonly place: Place } & Readonly<More>;
type Bare<R extends string, More> = { readonly reason: R; readonly place?: Place } & Readonly<More>;
