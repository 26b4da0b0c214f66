import { expect, test } from 'vitest';
import type { Event, Told } from '../../src/model/event.ts';
import type { Problem } from '../../src/model/problem.ts';
import { drawView } from '../../src/report/draw.ts';
import { lineReporter } from '../../src/report/lines.ts';
import { painter } from '../../src/report/paint.ts';
import { isShowable, isTellable } from '../../src/report/showable.ts';
import { EMPTY_VIEW, nextView } from '../../src/report/view.ts';
import { announced, begun, EVERY_STATE, FINDING } from './lanes.ts';
import { memoryStream } from './memory-stream.ts';

const TOLD: readonly Told[] = [
  ...EVERY_STATE.flatMap(([, told]) => told),
  { t: 'problem', finding: FINDING },
  { t: 'stopping', signal: 'SIGINT', times: 1 },
  { t: 'replanned', stories: [announced('add')] },
];

test('what a build tells can be shown', () => {
  const events: readonly Event[] = [begun(announced('add')), ...TOLD.map((one) => ({ at: 1, ...one }))];
  expect(events.filter((event) => !isShowable(event))).toEqual([]);
});

const KINDS =
  'run-started usage decided started alarm checkpoint drift spend budget asked answered inbox-opened inbox-answered parked role subtask waiting ended retrying paused integrated radar wave-begun wave failed held problem base-merged replanned stale-in-flight sunk watching edited stopping run-ended'.split(
    ' ',
  );

test('what lacks all that its kind has, or has something else there, breaks nothing', () => {
  const bare = KINDS.map((t) => ({ at: 1, t }) as unknown as Event);
  const wrong = KINDS.map((t) => ({ at: 'x', t, story: 7, finding: 7, stories: 7, summary: 7 }) as unknown as Event);
  const named = KINDS.map((t) => ({ at: 1, t, story: 'add' }) as unknown as Event);
  for (const events of [bare, wrong, named]) {
    const shown = events.filter(isShowable);
    expect(shown.length).toBeLessThan(events.length / 2);
    const lines = lineReporter(memoryStream(), true);
    for (const event of shown) lines.take(event);
    const seen = [begun(announced('add')), ...TOLD.map((one) => ({ at: 1, ...one })), ...shown].reduce(nextView, EMPTY_VIEW);
    expect(drawView(seen, { paint: painter(false), columns: 80, rows: 24, now: 0, tick: 0 })).not.toEqual([]);
  }
  // They have words for what is not there.
  expect(bare.filter(isShowable).map(({ t }) => t)).toEqual(['answered', 'ended', 'stopping']);
});

test('a problem that was read back is told where there are words for it', () => {
  expect(isTellable({ reason: 'no-gates' })).toBe(true);
  expect(isTellable({ reason: 'later' } as unknown as Problem)).toBe(false);
  expect(isTellable({ reason: 'build-out-of-reach', because: 7 } as unknown as Problem)).toBe(false);
});

test('a kind that another version tells cannot be shown', () => {
  expect(isShowable({ at: 1, t: 'later' } as unknown as Event)).toBe(false);
  expect(isShowable({ at: 1, t: 'toString' } as unknown as Event)).toBe(false);
});
