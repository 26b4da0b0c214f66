import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cwd, lanesForEach, run } from './acp-lane.ts';

lanesForEach();

const onward = { resume: { session: 'fake-1', prompt: 'Go on.' } };

test('a session that ended its turn is gone on with: what it replays is not told again, and its cost is not counted again', async () => {
  const seen = await run(
    [
      { canLoad: 'fake-1' },
      { usage: { used: 9_000, size: 200_000, cost: { amount: 0.25, currency: 'USD' } } },
      { write: { path: 'new.mjs', content: '@PROMPT@' } },
      { usage: { used: 9_100, size: 200_000 } },
      { say: 'Done.' },
      { turn: { inputTokens: 100, cachedReadTokens: 17_900, outputTokens: 40, totalTokens: 18_040 } },
    ],
    onward,
  );
  expect(readFileSync(path.join(cwd, 'new.mjs'), 'utf8')).toBe('Go on.');
  expect(seen.result).toMatchObject({
    outcome: 'completed',
    settled: true,
    session: 'fake-1',
    report: 'Done.',
    firstContext: 9_000,
  });
  expect(seen.result.spend).toEqual({ input: 100, cacheRead: 17_900, cacheWrite: 0, output: 40 });
  expect(seen.events.filter((event) => event.t === 'text')).toEqual([{ t: 'text', text: 'Done.' }]);
});

test('of a session that is gone on with, a usage that is all it ever took is unknown', async () => {
  const usage = { inputTokens: 100, cachedReadTokens: 90_000, outputTokens: 40, totalTokens: 90_140 };
  const seen = await run([{ canLoad: 'fake-1' }, { usage: { used: 9_000, size: 200_000 } }, { turn: usage }], onward);
  expect(seen.result.spendSource).toBe('none');
});

test.each([
  ['an agent that cannot', []],
  ['an agent that has forgotten it', [{ canLoad: 'another' }]],
])('%s begins a new session, with the whole brief', async (_who, script) => {
  const seen = await run([...script, { write: { path: 'new.mjs', content: '@PROMPT@' } }, { say: 'Done.' }], onward);
  expect(seen.result).toMatchObject({ outcome: 'completed' });
  expect(readFileSync(path.join(cwd, 'new.mjs'), 'utf8')).toBe('Fix add.');
});
