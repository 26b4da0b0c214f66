import { expect, test } from 'vitest';
import { checkupText, repairText } from '../../src/report/checkup-text.ts';
import { painter } from '../../src/report/paint.ts';

const NOTHING = { lostLines: [], replayedSessions: 0, landings: [], trailerSessions: 0 };

test('each check is a line, with what to do below it', () => {
  const text = checkupText(
    [
      { name: 'node', standing: 'fine', found: '24.1.0' },
      { name: 'lanes', standing: 'note', found: 'open: \u001b[31mred', hint: 'look' },
      { name: 'journal', standing: 'wrong', found: 'x', problem: { reason: 'state-damaged', file: 'j', line: 3, detail: 'd' } },
    ],
    painter(false),
  );
  expect(text).toBe(`fine   node     24.1.0
note   lanes    open: \\u001b[31mred
                hint: look
wrong  journal  j is damaged at line 3
                hint: xpar doctor --repair keeps the file and rebuilds what git and its sound lines hold
`);
});

test('a repair says what came back, from where, and what did not', () => {
  expect(repairText(NOTHING)).toBe('Nothing to repair.\n');
  expect(repairText({ ...NOTHING, landings: ['add'], trailerSessions: 1 })).toBe(
    'recovered: 1 landing from git: add\nrecovered: 1 session from the trailers of landings\n',
  );
  const text = repairText({ ...NOTHING, lostLines: [1, 2, 3, 9], kept: '/x.damaged.jsonl', replayedSessions: 2 });
  expect(text).toContain('4 lines of the journal could not be read: 1-3, 9\nthe file as it was: /x.damaged.jsonl\n');
  expect(text).toContain('recovered: 2 sessions from what agents left\n');
  expect(text).toContain('not recovered: ');
  expect(repairText({ ...NOTHING, lostLines: Array.from({ length: 50 }, (_, n) => 2 * n + 1), kept: 'k' })).toContain(
    '19, ...\n',
  );
});
