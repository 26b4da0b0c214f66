import { expect, test } from 'vitest';
import type { AgentResult } from '../../../src/model/agent.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import { Sharing } from '../../../src/targets/lane/sharing.ts';
import { forecastOf } from '../../plan/planned.ts';

const FORECAST = forecastOf(2_000, 7_000);
const { floorTokens, workingP80Tokens, zone } = FORECAST;
const SECTIONS = [
  { kind: 'card', name: 'card', text: 'mine' },
  { kind: 'adr', name: 'ADR-1', text: 'whole grams' },
] as const;

const open = (): Sharing =>
  new Sharing(
    layoutOf('/office/.git'),
    ['a', 'b', 'c'].map((story) => ({ story, shares: ['a', 'b', 'c'] })),
  );
const result = (more: Partial<AgentResult> = {}) =>
  ({ outcome: 'completed', session: 's-1', firstContext: 8_000, workingTokens: 3_000, compactions: 0, ...more }) as AgentResult;

/** `a` has had its turn, and ended it like this. */
function afterA(more: Partial<AgentResult> = {}): Sharing {
  const sharing = open();
  const { turn } = sharing.shareOf('a', 1, FORECAST)!;
  sharing.ended('a', { nth: 1, turn, result: result(more), sections: SECTIONS });
  sharing.leave('a');
  return sharing;
}

test('the first begins the session, and may work on its share; the last on all that is left', () => {
  expect(open().shareOf('a', 1, FORECAST)).toEqual({ turn: { session: 'a/1', place: 1 }, mostTokens: workingP80Tokens });
  const sharing = afterA();
  expect(sharing.shareOf('b', 1, FORECAST)).toMatchObject({ mostTokens: workingP80Tokens });
  sharing.leave('b');
  expect(sharing.shareOf('c', 1, FORECAST)!.mostTokens).toBeUndefined();
});

test('the next goes on with what the session holds, and is not given again what it was given', () => {
  expect(afterA().shareOf('b', 1, FORECAST)).toMatchObject({
    turn: { session: 'a/1', place: 2, heldTokens: 11_000 },
    going: { id: 's-1', story: 'a', nth: 1, given: new Set(['whole grams']) },
  });
});

test.each([
  ['did not end well', { outcome: 'failed' }],
  ['does not tell how full it is', { workingTokens: undefined }],
  ['was summed up by its agent', { compactions: 1 }],
  ['is too full', { firstContext: zone.hardTokens - floorTokens - workingP80Tokens }],
] as const)('a session that %s is not gone on with', (_why, more) => {
  expect(afterA(more as Partial<AgentResult>).shareOf('b', 3, FORECAST)).toMatchObject({ turn: { session: 'b/3', place: 1 } });
});

test('who is left alone, or has left, has a session as ever', () => {
  const sharing = afterA({ outcome: 'failed' });
  expect([sharing.folderOf('a'), sharing.folderOf('b')]).toEqual([undefined, '/office.xpar/.shared-1']);
  sharing.leave('b');
  expect(sharing.shareOf('c', 1, FORECAST)).toBeUndefined();
  expect(sharing.shareOf('x', 1, FORECAST)).toBeUndefined();
});
