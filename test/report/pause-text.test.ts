import { expect, test } from 'vitest';
import { lineReporter } from '../../src/report/lines.ts';
import { clockText, pauseText } from '../../src/report/pause-text.ts';
import { memoryStream } from './memory-stream.ts';

const noon = new Date(2026, 10, 21, 12, 0, 0).getTime();

test('a wait is told with its cause, the time it ends and how long that is', () => {
  expect(pauseText({ cause: 'quota', until: noon + 35 * 60_000 }, noon)).toBe(
    'the quota of its agent is used up; goes on by itself at 12:35:00, in 35:00',
  );
  expect(pauseText({ cause: 'outage', until: noon - 5 }, noon)).toMatch(/^the service of its agent failed; .* at 11:59:59, in /);
});

test('a time on another day has its date', () => {
  expect(clockText(noon + 86_400_000, noon)).toBe('2026-11-22 12:00:00');
});

test('in plain lines it stands with what the provider said, made harmless', () => {
  const stream = memoryStream();
  const problem = { reason: 'agent-ended', story: 'add', outcome: 'limit', detail: '429 \u001B[31mlimit', log: '/l' } as const;
  const finding = { severity: 'error', problem } as const;
  lineReporter(stream, false).take({ at: noon, t: 'paused', story: 'add', cause: 'quota', until: noon + 1_000, finding });
  expect(stream.text()).toContain('add: the quota of its agent is used up; goes on by itself at 12:00:01');
  expect(stream.text()).not.toContain('\u001B');
  expect(stream.text()).toContain('429');
});
