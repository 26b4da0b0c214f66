import { expect, test } from 'vitest';
import { liveReporter } from '../../src/report/live.ts';
import { manualClock } from '../rig/manual-clock.ts';
import { announced, begun } from './lanes.ts';
import { memoryStream } from './memory-stream.ts';

test('nothing is drawn before there is a story to draw', async () => {
  const stream = memoryStream();
  const clock = manualClock();
  const reporter = liveReporter(stream, clock);
  await clock.advance(500);
  expect(stream.text()).toBe('');
  await reporter.close();
});

test('a frame is drawn over the one before, ten times a second, and the cursor comes back at the end', async () => {
  const stream = memoryStream();
  const clock = manualClock(1000);
  const reporter = liveReporter(stream, clock);
  reporter.take(begun(announced('login')));
  await clock.advance(250);
  const frames = stream.text().split('\u001b[?2026h').slice(1);
  expect(frames).toHaveLength(2);
  const height = frames[0]!.split('\n').length - 1;
  expect(frames[0]).not.toContain(`\u001b[${height}A`);
  expect(frames[1]).toContain(`\u001b[${height}A`);
  reporter.take({ at: 2, t: 'integrated', story: 'login', commit: 'c' });
  await reporter.close();
  const last = stream.text().split('\u001b[?2026h').at(-1)!;
  expect(last).toContain('integrated');
  expect(last.endsWith('\u001b[?25h')).toBe(true);
});

test('while a person is asked nothing is drawn over the question, and the next frame stands below the answer', async () => {
  const stream = memoryStream();
  const clock = manualClock(1000);
  const reporter = liveReporter(stream, clock);
  reporter.take(begun(announced('login')));
  await clock.advance(150);
  const question = { by: 'spike', expectedTokens: 1, workingTokens: 4, story: 'login' } as const;
  reporter.take({ at: 1, t: 'asked', question, item: 'A-1' });
  const asked = stream.text();
  expect(
    asked.endsWith(
      '\u001b[?25hpaused: login: 4 working tokens, 4.0 times the 1 expected -> xpar approve A-1, or xpar deny A-1\n',
    ),
  ).toBe(true);
  await clock.advance(1000);
  expect(stream.text()).toBe(asked);
  reporter.take({ at: 2, t: 'answered', question, item: 'A-1', by: 'terminal' });
  await clock.advance(150);
  const [, first, second] = stream.text().slice(asked.length).split('\u001b[?2026h');
  const isDrawnOver = (frame = ''): boolean => [3, 4, 5, 6, 7].some((lines) => frame.includes(`\u001b[${lines}A`));
  expect([first, second].map(isDrawnOver)).toEqual([false, true]);
  await reporter.close();
});
