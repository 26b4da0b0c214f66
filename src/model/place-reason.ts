/** What a story's place in the order of integration rests on, the weightiest first. */
export interface PlaceReason {
  /** Stories that come before it, since it depends on them. */
  readonly needs: readonly string[];
  /** The most derived ADR in its scope, as written, and how many stand behind that. */
  readonly adr?: string;
  readonly depth: number;
  readonly priority: number;
}
