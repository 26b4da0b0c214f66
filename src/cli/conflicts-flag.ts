import { Option } from 'commander';
import type { Conflicts } from '../model/config.ts';

export interface ConflictsOption {
  readonly conflicts?: Conflicts;
}

/** `--conflicts`: over `parallel.conflicts` of the config. */
export function conflictsFlag(): Option {
  return new Option(
    '--conflicts <how>',
    'stories whose files overlap wait, wait only for hotspots, or leave it to the merge',
  ).choices(['sequential', 'isolate', 'optimistic'] satisfies readonly Conflicts[]);
}

export function conflictsIn({ conflicts }: ConflictsOption): ConflictsOption {
  return conflicts === undefined ? {} : { conflicts };
}
