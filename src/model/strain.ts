/** Memory (bytes free) or load (processes a processor) of this machine, and the config's bound for it. */
export type BusyMachine = { readonly now: number; readonly bound: number };

/** Less is free there than the config leaves free. */
export interface LowDisk {
  readonly volume: string;
  readonly freeBytes: number;
  readonly floorBytes: number;
}
