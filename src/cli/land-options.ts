import type { landingOrder } from '../pipeline.ts';

export interface LandOptions {
  readonly yes?: boolean;
  readonly merge?: boolean;
  readonly pr?: boolean;
  readonly each?: boolean;
  readonly remote?: string;
}

/** What may land, and how far. */
export type Order = Awaited<ReturnType<typeof landingOrder>>;
