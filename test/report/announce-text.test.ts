import { expect, test } from 'vitest';
import type { AnnouncedStory } from '../../src/model/announced-story.ts';
import type { Event } from '../../src/model/event.ts';
import { announceText } from '../../src/report/announce-text.ts';
import { announced, begun } from './lanes.ts';

function text(...stories: readonly AnnouncedStory[]): string | undefined {
  return announceText(begun(...stories) as Extract<Event, { t: 'run-started' }>);
}

test('before a run it is said who does what up to which ceiling, and the sum', () => {
  expect(text(announced('login'), announced('sum', { agent: 'codex', model: 'gpt-5', ceilingTokens: 9_000 }))).toBe(
    [
      'xpar build: 3 side by side, 2 to do, main@0123456 -> xpar/integration',
      '  login  claude on claude-sonnet-4-6  at most 20.0k',
      '  sum    codex on gpt-5               at most 9.0k',
      '  context of all together: at most 29.0k',
    ].join('\n'),
  );
});

test('who takes turns in one session is said once', () => {
  const shares = ['login', 'sum'];
  const lines = text(announced('login', { shares }), announced('sum', { shares }), announced('alone'))!.split('\n');
  expect(lines.filter((line) => line.includes('one session'))).toEqual([
    '  one session for login, sum, in turns: one base, a commit and a gate each',
  ]);
});

test('of many the first are named; one without a ceiling is not', () => {
  const many = Array.from({ length: 14 }, (_, at) => announced(`s${at}`));
  expect(text(...many)).toContain('  and 2 more\n  context of all together: at most 280k');
  expect(text(announced('held', { ceilingTokens: 0 }))).toBe(
    'xpar build: 3 side by side, 1 to do, main@0123456 -> xpar/integration',
  );
});

test('who is held is told apart, and is not in the sum', () => {
  expect(text(announced('login'), announced('sum', { held: true, ceilingTokens: 9_000 }))).toBe(
    [
      'xpar build: 3 side by side, 1 to do and 1 held, main@0123456 -> xpar/integration',
      '  login  claude on claude-sonnet-4-6  at most 20.0k',
      '  context of all together: at most 20.0k',
    ].join('\n'),
  );
});

test('an id that could steer a terminal is shown, not sent', () => {
  expect(text(announced('a\u001b[2J'))).not.toContain('\u001b');
});
