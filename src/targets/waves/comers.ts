/** Lanes on their way to the integrator's line. Whoever has set out is waited for: who lands first is not who was quicker there. */
export class Comers {
  readonly #coming = new Set<string>();
  #allCame: (() => void)[] = [];

  /** It has set out. */
  expect(story: string): void {
    this.#coming.add(story);
  }

  /** It stands in line, or will not. */
  came(story: string): void {
    this.#coming.delete(story);
    if (this.#coming.size > 0) return;
    for (const tell of this.#allCame.splice(0)) tell();
  }

  /** Resolves when nobody is on the way. */
  async all(): Promise<void> {
    if (this.#coming.size > 0) await new Promise<void>((resolve) => this.#allCame.push(resolve));
  }
}
