import type { Tell } from '../../model/event.ts';
import type { Build } from '../run/build.ts';
import { stopRun } from './checkout-steps.ts';
import { SharedCheckout } from './shared-checkout.ts';

/** At least so long between two looks, and so many times as long as one takes. */
const PAUSE_MS = 1_000;
const SHARE = 20;

/** What a run has more where its lanes share a checkout, and the end of it. */
export function checkoutFor(build: Build): {
  readonly more: Partial<Pick<Build, 'checkout' | 'tell'>>;
  readonly close: () => Promise<void>;
} {
  const { config, store } = build.project;
  if (config.parallel.mode !== 'shared') return { more: {}, close: async () => {} };
  const checkout = new SharedCheckout(store.layout);
  const watch = new CheckoutWatch({ ...build, checkout });
  return {
    more: { checkout, tell: watch.hearing(build.tell) },
    close: async () => {
      watch.rest();
      await checkout.close(build);
    },
  };
}

/**
 * Looks, while sessions are at work in a checkout that lanes share, for edits outside of all that is held: now and then, as agents
 * tell what they do. What two looks find is no passing file of a tool, and stops the run.
 */
class CheckoutWatch {
  readonly #build: Build;
  #seen: ReadonlySet<string> = new Set();
  #isOver = false;
  #waiting: AbortController | undefined;
  #nextMs = -Infinity;

  constructor(build: Build) {
    this.#build = build;
  }

  /** What a lane tells goes through here: where it says that its agent did something, a look is due. */
  hearing(tell: Tell): Tell {
    return (told) => {
      tell(told);
      if (told.t === 'usage' || told.t === 'checkpoint') this.#stir();
    };
  }

  /** Looks no more. */
  rest(): void {
    this.#isOver = true;
    this.#waiting?.abort();
  }

  #stir(): void {
    if (this.#isOver || this.#waiting !== undefined) return;
    const { clock } = this.#build.host;
    const waiting = new AbortController();
    this.#waiting = waiting;
    const waitMs = Math.max(0, this.#nextMs - clock.monotonicMs());
    void clock
      .wait(waitMs, waiting.signal)
      .then(() => this.#look())
      // An agent may have broken the checkout: the end of its session will tell.
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        if (this.#seen.size > 0) this.#stir();
      });
  }

  async #look(): Promise<void> {
    if (this.#isOver) return;
    const build = this.#build;
    const { clock } = build.host;
    const begun = clock.monotonicMs();
    const { paths, outside } = await build.checkout!.glance(build, this.#seen);
    this.#seen = new Set(paths);
    const now = clock.monotonicMs();
    this.#nextMs = now + Math.max(PAUSE_MS, SHARE * (now - begun));
    if (outside === undefined) return;
    this.rest();
    // Alone at work, its session tells it as its own failure.
    if (outside.stories.length === 1) build.stopAll();
    else stopRun(build, outside);
  }
}
