import type { ParkedBy, Shortfall } from '../model/allowance.ts';
import type { Beyond, Event } from '../model/event.ts';
import type { BusyMachine, LowDisk } from '../model/strain.ts';
import type { Finding } from '../model/problem.ts';
import type { Decision } from '../model/target.ts';

/** Why a lane stands as it does on the screen. */
export type Note =
  | {
      readonly kind: 'waits';
      readonly for: string;
      readonly on?: string;
      readonly because?: 'same-files' | 'files-unknown' | 'hotspot';
      readonly globs?: readonly string[];
      readonly disk?: LowDisk;
      readonly machine?: BusyMachine;
    }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'held'; readonly decision: Decision }
  | { readonly kind: 'short'; readonly shortfall: Shortfall }
  | { readonly kind: 'parked'; readonly why: ParkedBy }
  | { readonly kind: 'paused'; readonly cause: 'quota' | 'outage'; readonly until: number; readonly at: number }
  | { readonly kind: 'asks'; readonly event: Extract<Event, { t: 'inbox-opened' }> }
  | { readonly kind: 'foreseen'; readonly with: string; readonly paths: readonly string[] }
  | { readonly kind: 'drift'; readonly adr: string; readonly note: string }
  | { readonly kind: 'cancelled'; readonly event: Extract<Event, { t: 'stale-in-flight' }>; readonly sunkTokens?: number }
  | { readonly kind: 'alarm'; readonly alarm: string; readonly limitTokens: number; readonly beyond?: Beyond };
