import type { SessionRecord } from '../../src/model/record.ts';

/** A session that ended well, with the given differences: floor 1,000 raw, 1,220 native, 5,000 worked. */
export function sessionRecord(
  differences: Partial<Omit<SessionRecord, 'estimate' | 'actual'>> & {
    estimate?: Partial<SessionRecord['estimate']>;
    actual?: Partial<SessionRecord['actual']>;
  },
): SessionRecord {
  const { estimate, actual, ...rest } = differences;
  return {
    story: 'weigh-parcel',
    attempt: 1,
    agent: 'default',
    model: 'claude-sonnet-4-6',
    startedAt: 0,
    durationMs: 1_000,
    outcome: 'completed',
    censored: false,
    ...rest,
    estimate: {
      rawFloorTokens: 1_000,
      floorTokens: 1_220,
      workingP50Tokens: 4_270,
      workingP80Tokens: 9_000,
      ceilingTokens: 10_220,
      baseTokens: 0,
      hardTokens: 100_000,
      ...estimate,
    },
    actual: {
      workingTokens: 5_000,
      requests: 5,
      spend: { input: 0, cacheWrite: 6_000, cacheRead: 20_000, output: 2_000 },
      spendSource: 'per-request',
      ...actual,
    },
  };
}
