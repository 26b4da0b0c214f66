import type { CardProblem, RunProblem } from '../model/problem.ts';
import { listed, type WordsFor } from './problem-words.ts';

type OfCards = 'subtask-outside' | 'subtasks-overlap' | 'subtasks-with-roles';

/** Words for subtasks that do not hold together with their card. */
export const SUBTASK_CARD_WORDS: WordsFor<Extract<CardProblem, { reason: OfCards }>> = {
  'subtask-outside': ({ subtask, glob, scope }) => ({
    what: `subtask ${subtask} names files outside its story's`,
    expected: `files within ${listed(scope)}`,
    found: glob,
    hint: "add them to the story's `files`, or take them out here",
  }),
  'subtasks-overlap': ({ subtasks: [first, second], isUnknown }) => ({
    what: `subtasks ${first} and ${second} run one after the other`,
    expected: 'files of their own',
    found: isUnknown ? 'one that names no files' : 'files that both may change',
    hint: 'part their files, or say by `depends_on` which comes first',
  }),
  'subtasks-with-roles': ({ roles }) => ({
    what: 'a story cannot have both roles and subtasks',
    expected: 'one session for each role, or one for each subtask',
    found: `the config's roles ${listed(roles)}`,
    hint: 'make the subtasks stories of their own, or take `roles` out of the config',
  }),
};

/** Words for subtasks that did not get through; what is wrong with a failed one is said beside it. */
export const SUBTASK_WORDS: WordsFor<Extract<RunProblem, { reason: 'subtask-failed' | 'subtask-conflict' }>> = {
  'subtask-failed': ({ story, subtask }) => ({ what: `subtask ${subtask} of ${story}` }),
  'subtask-conflict': ({ story, subtask, paths }) => ({
    what: `subtask ${subtask} of ${story} does not merge with the others`,
    expected: 'work on files of its own',
    found: `conflicts in ${listed(paths)}`,
    hint: 'it is done again after the others; where that goes on, part their `files` or set `depends_on`',
  }),
};
