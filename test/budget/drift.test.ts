import { describe, expect, it } from 'vitest';
import { driftMarks, standingDrift } from '../../src/budget/drift.ts';
import type { SessionRecord } from '../../src/model/record.ts';
import { sessionRecord } from './session-record.ts';
import { normals } from './simulation.ts';

/** P50 4,270 and P80 9,000: a sigma is ln(2.1077) / 0.8416. */
const SIGMA = Math.log(9_000 / 4_270) / 0.8416;
const off = (sigmas: number, at: number, more: Partial<SessionRecord> = {}): SessionRecord =>
  sessionRecord({ startedAt: at, ...more, actual: { workingTokens: 4_270 * Math.exp(sigmas * SIGMA) } });

describe('a CUSUM with slack 0.5 and limit 4', () => {
  it('flags at the third session that takes two sigmas more than expected, and says since when and by how much', () => {
    const sessions = [off(0, 1), off(-0.2, 2), off(2, 3), off(2, 4), off(2, 5)];
    expect(driftMarks(sessions)).toEqual([{ since: 3, seen: 5, sessions: 3, factor: expect.closeTo(Math.exp(2 * SIGMA), 6) }]);
    expect(driftMarks(sessions.slice(0, 4))).toEqual([]);
  });

  it('flags the other way too, and names the versions where the agent changed there', () => {
    const sessions = [off(0, 1, { version: '1' }), ...[2, 3, 4, 5].map((at) => off(-1.6, at, { version: '2' }))];
    expect(driftMarks(sessions)).toMatchObject([{ since: 2, versions: ['1', '2'] }]);
    expect(driftMarks(sessions)[0]!.factor).toBeLessThan(1);
  });

  it('flags in fewer than one of fifty sessions where forecasts are right', () => {
    const normal = normals(7);
    const marks = driftMarks(Array.from({ length: 5_000 }, (_, at) => off(normal(), at)));
    expect(marks.length).toBeLessThan(100);
    expect(marks.length).toBeGreaterThan(5);
  });

  it('counts a session that was cut off only where it had passed what was expected', () => {
    const cut = (sigmas: number, at: number): SessionRecord => ({ ...off(sigmas, at), censored: true });
    expect(driftMarks([1, 2, 3, 4, 5].map((at) => cut(-3, at)))).toEqual([]);
    expect(driftMarks([1, 2, 3, 4, 5].map((at) => cut(3, at)))).toHaveLength(2);
  });
});

it('a drift stands until ten sessions have run since, by when forecasts have followed', () => {
  const drifted = [off(3, 1), off(3, 2)];
  const calm = Array.from({ length: 10 }, (_, at) => off(0, 10 + at));
  expect(standingDrift(drifted)).toMatchObject({ seen: 2 });
  expect(standingDrift([...drifted, ...calm.slice(0, 9)])).toMatchObject({ seen: 2 });
  expect(standingDrift([...drifted, ...calm])).toBeUndefined();
});
