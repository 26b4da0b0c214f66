import { turnsOf } from '../budget/turns.ts';
import type { AgentEvent, AgentResult } from '../model/agent.ts';
import type { Forecast } from '../model/budget.ts';
import type { SessionRecord } from '../model/record.ts';
import type { Lane } from './build.ts';

/** What was seen of a session beside its result. */
export interface Watched {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly settings: string;
  readonly version?: string;
  readonly events: readonly AgentEvent[];
}

/** A session as it goes into the ledger: estimate, actual, outcome. */
export function sessionRecord(lane: Lane, forecast: Forecast, result: AgentResult, watched: Watched): SessionRecord {
  const { startedAt, durationMs, settings, version, events } = watched;
  const turns = turnsOf(events);
  return {
    story: lane.story.id,
    attempt: lane.attempt,
    agent: lane.adapter.name,
    model: forecast.model,
    ...(forecast.effort === undefined ? {} : { effort: forecast.effort }),
    ...(version === undefined ? {} : { version }),
    settings,
    startedAt,
    durationMs,
    outcome: result.outcome,
    estimate: {
      rawFloorTokens: forecast.rawFloorTokens,
      floorTokens: forecast.floorTokens,
      workingP50Tokens: forecast.workingP50Tokens,
      workingP80Tokens: forecast.workingP80Tokens,
      ceilingTokens: forecast.ceilingTokens,
      baseTokens: forecast.baseTokens,
      hardTokens: forecast.zone.hardTokens,
    },
    actual: actualOf(result, forecast),
    censored: result.outcome !== 'completed',
    ...(turns === undefined ? {} : { turns }),
  };
}

function actualOf(result: AgentResult, { baseTokens }: Forecast): SessionRecord['actual'] {
  const { firstContext, workingTokens, peakContext, requests, spend, spendSource } = result;
  const first =
    firstContext === undefined ? {} : { firstContextTokens: firstContext, floorTokens: Math.max(0, firstContext - baseTokens) };
  return {
    ...first,
    ...(workingTokens === undefined ? {} : { workingTokens }),
    ...(peakContext === undefined ? {} : { peakTokens: peakContext }),
    requests,
    spend,
    spendSource,
  };
}
