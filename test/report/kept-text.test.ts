import { expect, test } from 'vitest';
import { keptText } from '../../src/report/kept-text.ts';

test('each lane has a line, and the last one says how to go on', () => {
  const text = keptText(
    [
      { lane: 'add', as: 'work' },
      { lane: 'double', as: 'checkpoint' },
      { lane: 'sum\u001b[2J', as: 'worktree' },
    ],
    'npx xpar',
  );
  expect(text).not.toContain('\u001b');
  expect(text.split('\n')).toEqual([
    '  add: its work is done and kept; its gate is next',
    '  double: its last checkpoint is kept; a session goes on from there',
    expect.stringMatching(/^ {2}sum.*: what its session had written is kept; a session begins anew$/),
    '  npx xpar build: goes on, with --detach in the background',
  ]);
});
