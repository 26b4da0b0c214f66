import type { Kept } from '../model/kept.ts';
import { shown } from '../model/shown.ts';

const WORDS: Readonly<Record<Kept['as'], string>> = {
  work: 'its work is done and kept; its gate is next',
  checkpoint: 'its last checkpoint is kept; a session goes on from there',
  worktree: 'what its session had written is kept; a session begins anew',
};

/** What a build that was stopped has left, a line each, and how to go on from it. */
export function keptText(kept: readonly Kept[], xpar: string): string {
  const lanes = kept.map(({ lane, as }) => `  ${shown(lane)}: ${WORDS[as]}`);
  return [...lanes, `  ${xpar} build: goes on, with --detach in the background`].join('\n');
}
