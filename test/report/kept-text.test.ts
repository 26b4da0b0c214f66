import { expect, test } from 'vitest';
import { keptText } from '../../src/report/kept-text.ts';

test('each lane has a line, and the last one says how to go on', () => {
  const text = keptText(
    [
      { lane: 'add', as: 'work' },
      { lane: 'double', as: 'checkpoint' },
      { lane: 'half', as: 'gated' },
      { lane: 'halve', as: 'again' },
      { lane: 'late', as: 'handed-back' },
      { lane: 'never', as: 'failed' },
      { lane: 'odd', as: 'held' },
      { lane: 'sum\u001b[2J', as: 'worktree' },
    ],
    'npx xpar',
  );
  expect(text).not.toContain('\u001b');
  expect(text.split('\n')).toEqual([
    '  add: its work is done and kept; its gate is next',
    '  double: its last checkpoint is kept; a session goes on from there',
    '  half: its work is done and its gate is green; it is integrated next',
    '  halve: what it has is kept; it is implemented again from there',
    '  late: what its session handed back is kept; a session goes on from there',
    '  never: it has failed as often as it may, and what it has is kept; it needs you: xpar why, xpar retry',
    '  odd: what it has is kept; it needs you: xpar why',
    expect.stringMatching(/^ {2}sum.*: what its session had written is kept; a session begins anew$/),
    '  npx xpar build: goes on, with --detach in the background',
  ]);
});
