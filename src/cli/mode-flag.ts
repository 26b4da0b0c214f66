import { Option } from 'commander';
import type { Mode } from '../model/config.ts';

export interface ModeOption {
  readonly mode?: Mode;
}

/** `--mode`: over `parallel.mode` of the config. */
export function modeFlag(): Option {
  return new Option('--mode <how>', 'a worktree for each lane, or one checkout for all, each on its own files').choices([
    'worktree',
    'shared',
  ] satisfies readonly Mode[]);
}

export function modeIn({ mode }: ModeOption): ModeOption {
  return mode === undefined ? {} : { mode };
}
