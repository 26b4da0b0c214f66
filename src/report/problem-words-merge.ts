import type { RunProblem } from '../model/problem.ts';
import { renamedText } from '../model/renamed.ts';
import { listed, type WordsFor } from './problem-words.ts';

export type MergeProblem = Extract<
  RunProblem,
  { reason: 'case-twins' | 'merge-conflict' | 'markers-left' | 'repository-within' }
>;

/** Words for work that does not go in with what stands. */
export const MERGE_WORDS: WordsFor<MergeProblem> = {
  'case-twins': ({ story, twins }) => ({
    what: `${story} adds files that differ from others in case alone: no checkout on macOS or Windows holds both`,
    expected: 'names that differ in more than case',
    found: listed(twins.map(({ path, beside }) => `${path} (beside ${beside})`)),
    hint: 'the next try is told',
  }),
  'repository-within': ({ story, paths }) => ({
    what: `${story} adds a git repository within this one: no file of it would land`,
    expected: 'plain files',
    found: listed(paths),
    hint: 'the next try is told; submodules are yours to add',
  }),
  'markers-left': ({ story, paths }) => ({
    what: `the work of ${story} holds conflict markers`,
    expected: 'both sides brought together',
    found: listed(paths),
    hint: 'the next try is told; where they belong into a file, name it in `allow_protected` on the card',
  }),
  'merge-conflict': ({ story, paths, onto, renamed = [] }) => ({
    what: `${story} conflicts with ${onto.slice(0, 10)}`,
    expected: 'a clean merge',
    found: listed(paths),
    ...(renamed.length === 0 ? {} : { more: [['renamed', renamedText(renamed)]] }),
    hint: `its agent rebases it once, then it is implemented again; after that xpar resolve ${story} has your choices`,
  }),
};
