import type { Member } from '../../src/integrate/chain.ts';
import type { Judge, Verdict } from '../../src/integrate/find-fault.ts';
import { foldWave, type Folded, type LaneEnd, type Wave } from '../../src/integrate/fold-wave.ts';
import { memoryMerger, type MemoryMerger } from './memory-merger.ts';

export const REF = 'refs/heads/xpar/integration';
export type Tree = Readonly<Record<string, string>>;
export type Heard = Verdict<string, string>;

export const GREEN: Heard = { end: 'green' };
export const red = (why: string): Heard => ({ end: 'red', red: why });

/** A base, an integration tip that changed `other.ts`, and lanes on the base. */
export function world(lanes: Readonly<Record<string, Tree>> = { mine: { 'mine.ts': 'new', 'other.ts': 'old' } }): MemoryMerger {
  const merger = memoryMerger();
  merger.commit('base', { 'mine.ts': 'old', 'other.ts': 'old' });
  merger.commit('tip', { 'mine.ts': 'old', 'other.ts': 'new' }, 'base');
  for (const [lane, tree] of Object.entries(lanes)) merger.commit(lane, tree, 'base');
  merger.refs.set(REF, 'tip');
  return merger;
}

export const member = (story: string): Member => ({ story, lane: story, laneBase: 'base', message: `${story}: ${story}\n` });

export interface Judging {
  readonly judge: Judge<string, string>;
  /** Trees that were judged whole, in turn, and how often only a part was run. */
  readonly whole: string[];
  readonly again: string[];
}

/** `verdict` sees the files of a tree, and how often it was asked of it before. */
export function judging(
  verdict: (files: Tree, times: number) => Heard,
  only: (files: Tree, times: number) => Heard = verdict,
): Judging {
  const [whole, again]: [string[], string[]] = [[], []];
  const filesOf = (tree: string): Tree => Object.fromEntries(JSON.parse(tree.slice('tree '.length)) as [string, string][]);
  const times = (list: readonly string[], tree: string): number => list.filter((one) => one === tree).length;
  return {
    whole,
    again,
    judge: {
      async suite(commit, asked) {
        const tree = asked ?? tipOf(commit);
        whole.push(tree);
        return verdict(filesOf(tree), times([...whole, ...again], tree) - 1);
      },
      async again(_red, commit, tree) {
        const at = tree ?? tipOf(commit);
        again.push(at);
        return only(filesOf(at), times([...whole, ...again], at) - 1);
      },
    },
  };
}

const tipOf = (commit: string): string => `tree [["mine.ts","old"],["other.ts","${commit === 'tip' ? 'new' : '?'}"]]`;

export function fold(
  merger: MemoryMerger,
  judge: Judge<string, string>,
  more: Partial<Wave> = {},
): Promise<Folded<string, string>> {
  const wave: Wave = {
    ref: REF,
    tip: 'tip',
    members: [member('mine')],
    everyCommit: false,
    flaky: 'accept',
    isWanted: () => true,
    ...more,
  };
  return foldWave(merger, wave, judge);
}

export const ends = ({ ends: all }: Folded<string, string>): Record<string, LaneEnd<string, string>['end']> =>
  Object.fromEntries([...all].map(([story, { end }]) => [story, end]));

export const FOUR: Readonly<Record<string, Tree>> = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [name, { 'mine.ts': 'old', 'other.ts': 'old', [`${name}.ts`]: name }]),
);
export const four = ['a', 'b', 'c', 'd'].map(member);
