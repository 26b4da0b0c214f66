import type { Kept, KeptAs } from '../model/kept.ts';
import { shown } from '../model/shown.ts';

const WORDS: Readonly<Record<KeptAs, string>> = {
  gated: 'its work is done and its gate is green; it is integrated next',
  work: 'its work is done and kept; its gate is next',
  again: 'what it has is kept; it is implemented again from there',
  'handed-back': 'what its session handed back is kept; a session goes on from there',
  checkpoint: 'its last checkpoint is kept; a session goes on from there',
  worktree: 'what its session had written is kept; a session begins anew',
  failed: 'it has failed as often as it may, and what it has is kept; it needs you: xpar why, xpar retry',
  held: 'what it has is kept; it needs you: xpar why',
};

/** What a build that was stopped has left, a line each, and how to go on from it. */
export function keptText(kept: readonly Kept[], xpar: string): string {
  const lanes = kept.map(({ lane, as }) => `  ${shown(lane)}: ${WORDS[as]}`);
  return [...lanes, `  ${xpar} build: goes on, with --detach in the background`].join('\n');
}
