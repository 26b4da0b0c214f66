import type { StoryState } from '../model/record.ts';

/** States by story; those that are only known to exist are made when somebody asks for them. */
export class StoryStates implements ReadonlyMap<string, StoryState> {
  readonly #made = new Map<string, StoryState>();
  /** In the order in which the journal first names them. */
  readonly #ids: Set<string>;
  readonly #make: (story: string) => StoryState;

  constructor(known: Iterable<string>, make: (story: string) => StoryState) {
    this.#ids = new Set(known);
    this.#make = make;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(story: string): boolean {
    return this.#ids.has(story);
  }

  get(story: string): StoryState | undefined {
    if (!this.#ids.has(story)) return undefined;
    const made = this.#made.get(story) ?? this.#make(story);
    this.#made.set(story, made);
    return made;
  }

  set(story: string, state: StoryState): void {
    this.#ids.add(story);
    this.#made.set(story, state);
  }

  keys(): SetIterator<string> {
    return this.#ids.keys();
  }

  *entries(): MapIterator<[string, StoryState]> {
    for (const story of this.#ids) yield [story, this.get(story)!];
  }

  *values(): MapIterator<StoryState> {
    for (const [, state] of this.entries()) yield state;
  }

  [Symbol.iterator](): MapIterator<[string, StoryState]> {
    return this.entries();
  }

  forEach(each: (state: StoryState, story: string, all: ReadonlyMap<string, StoryState>) => void): void {
    for (const [story, state] of this) each(state, story, this);
  }
}
