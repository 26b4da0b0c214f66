import type { StopReason } from '../model/agent.ts';
import type { Clock } from '../host/host.ts';

/** The clocks of a session: silence and wall. They stand still while it is held for others, such as a person who is asked. */
export class HeldClock {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'wait'>;
  #held = 0;
  #sinceMs = 0;
  #beforeMs = 0;
  #lastSignMs: number;

  constructor(clock: Pick<Clock, 'monotonicMs' | 'wait'>) {
    this.#clock = clock;
    this.#lastSignMs = clock.monotonicMs();
  }

  hold(): void {
    if (this.#held === 0) this.#sinceMs = this.#clock.monotonicMs();
    this.#held += 1;
  }

  release(): void {
    this.#held -= 1;
    if (this.#held === 0) this.#beforeMs += this.#clock.monotonicMs() - this.#sinceMs;
    this.sign();
  }

  /** It gave a sign of life. */
  sign(): void {
    this.#lastSignMs = this.#clock.monotonicMs();
  }

  /** Stops it when it was silent for `idleMs`, or has worked for `wallMs`; until it is `over`, or on its way out. */
  async watch(limits: { idleMs: number; wallMs: number }, how: Watching): Promise<void> {
    const startMs = this.#clock.monotonicMs();
    const silence = (): number => this.#since(this.#lastSignMs) + limits.idleMs - this.#clock.monotonicMs();
    const wall = (): number => startMs + limits.wallMs + this.#heldMs - this.#clock.monotonicMs();
    await Promise.all([this.#until(silence, 'idle', how), this.#until(wall, 'wall', how)]);
  }

  async #until(leftMs: () => number, why: StopReason, { over, isLeaving, stop }: Watching): Promise<void> {
    for (;;) {
      const left = leftMs();
      if (left <= 0) return stop(why);
      await this.#clock.wait(left, over);
      if (over.aborted || isLeaving()) return;
    }
  }

  #since(ms: number): number {
    return this.#held > 0 ? this.#clock.monotonicMs() : ms;
  }

  get #heldMs(): number {
    return this.#beforeMs + (this.#held > 0 ? this.#clock.monotonicMs() - this.#sinceMs : 0);
  }
}

interface Watching {
  readonly over: AbortSignal;
  readonly isLeaving: () => boolean;
  readonly stop: (why: StopReason) => Promise<void>;
}
