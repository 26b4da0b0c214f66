import { expect, test } from 'vitest';
import type { Told } from '../../../src/model/event.ts';
import { tellingFor } from '../../../src/targets/lane/tell-subtasks.ts';

function usage(story: string, contextTokens: number, requests: number): Told {
  const spend = { input: contextTokens, cacheRead: 0, cacheWrite: 0, output: 0 };
  return { t: 'usage', story, contextTokens, floorTokens: 10, spend, requests };
}

test("the meters of several subtasks are their story's: the largest context in session, the spend of all", () => {
  const told: Told[] = [];
  const part = tellingFor((event) => void told.push(event), 'beads');
  part.tellAs('one')(usage('beads--one', 300, 2));
  part.tellAs('two')(usage('beads--two', 100, 1));
  part.over('one');
  part.tellAs('two')(usage('beads--two', 200, 2));
  expect(
    told.map((event) => event.t === 'usage' && [event.story, event.contextTokens, event.spend.input, event.requests]),
  ).toEqual([
    ['beads', 300, 300, 2],
    ['beads', 300, 400, 3],
    ['beads', 200, 500, 4],
  ]);
});

test("what a subtask's lane tells is told of its story, and what is of another lane stays that one's", () => {
  const told: Told[] = [];
  const tell = tellingFor((event) => void told.push(event), 'beads').tellAs('one');
  const waiting = { t: 'waiting', for: 'disk' } as const;
  tell({ ...waiting, story: 'beads--one' });
  tell({ ...waiting, story: 'other' });
  expect(told).toMatchObject([{ story: 'beads' }, { story: 'other' }]);
});
