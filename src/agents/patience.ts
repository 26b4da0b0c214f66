import type { StopReason } from '../model/agent.ts';

export interface Patience {
  readonly interruptMs: number;
  readonly graceMs: number;
  /** For the one turn in which it hands back; none where it is only to stop. */
  readonly handBackMs?: number;
}

/** How long it gets to stop when asked, and between SIGTERM and SIGKILL. A person who stops does not wait. */
export const PATIENCE: Readonly<Record<StopReason, Patience>> = {
  ceiling: { interruptMs: 5_000, graceMs: 2_000 },
  idle: { interruptMs: 2_000, graceMs: 2_000 },
  wall: { interruptMs: 5_000, graceMs: 2_000 },
  user: { interruptMs: 1_000, graceMs: 500 },
  loop: { interruptMs: 5_000, graceMs: 2_000 },
  // A program that knows nothing but signals has this long to leave what it has in order.
  budget: { interruptMs: 5_000, graceMs: 5_000, handBackMs: 90_000 },
  answer: { interruptMs: 5_000, graceMs: 5_000, handBackMs: 90_000 },
  share: { interruptMs: 5_000, graceMs: 5_000, handBackMs: 90_000 },
  spike: { interruptMs: 5_000, graceMs: 5_000, handBackMs: 90_000 },
};
