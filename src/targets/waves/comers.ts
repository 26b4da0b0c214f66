/** Lanes on their way to the integrator's line. Whoever has set out is waited for: who lands first is not who was quicker there. */
export class Comers {
  readonly #coming = new Set<string>();
  #waiting: (() => void)[] = [];

  /** It has set out. */
  expect(story: string): void {
    this.#coming.add(story);
  }

  /** It stands in line, or will not. */
  came(story: string): void {
    this.#coming.delete(story);
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Resolves when nobody is on the way any more, or there are `enough` without them. */
  async all(enough: () => boolean = () => false): Promise<void> {
    while (this.#coming.size > 0 && !enough()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
