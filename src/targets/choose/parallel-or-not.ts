import { addTokens, NO_TOKENS, type TokenSplit } from '../../model/budget.ts';
import { usdOf } from '../../budget/burn.ts';
import { findModel } from '../../budget/models.ts';
import { inOneSession } from '../../budget/one-session.ts';
import { sessionSums } from '../../budget/packing.ts';
import type { ParallelOrNot, Way } from '../../model/parallel.ts';
import { apartRule, type ApartRule } from '../../plan/apart.ts';
import type { IsFile } from '../../plan/scope.ts';
import { rehearse } from '../../run/rehearse.ts';
import type { Intent } from './intent.ts';
import { candidates, sessionsOf, type Candidate } from './shared-sessions.ts';

/** Each is held against those before it: beyond this many it is no longer read by anybody. */
const COMPARED_AT_MOST = 400;

/** The same stories three ways: a session each, shared where they fit, and one after the other in one. Undefined for fewer than two. */
export function parallelOrNot(intent: Intent, lanes: number, isFile: IsFile): ParallelOrNot | undefined {
  const { config } = intent.survey.project;
  const all = candidates(intent.survey, intent.jobs);
  if (all.length < 2) return undefined;
  const some = all.slice(0, COMPARED_AT_MOST);
  const byPlans = sessionsOf(some);
  const rule = apartRule(config, isFile);
  const clashes = (a: readonly Candidate[], b: readonly Candidate[]): boolean => clash(a, b, rule);
  const way = (how: Way['how'], sessions: readonly (readonly Candidate[])[]): Way => ({
    how,
    sessions: sessions.length,
    lanes: how === 'one' ? 1 : lanes,
    spend: spendOf(intent, sessions),
    durationMs: how === 'one' ? lasting(some) : rehearsed(sessions, lanes, clashes),
    peakOfZone: Math.max(...sessions.map(sessionSums).map(({ totalTokens, hardTokens }) => totalTokens / hardTokens)),
  });
  return {
    ways: [
      way(
        'own',
        some.map((one) => [one]),
      ),
      ...(byPlans.length < some.length ? [way('shared', byPlans)] : []),
      way('one', [...Map.groupBy(some, workerOf).values()]),
    ],
    sessions: config.parallel.sessions,
    shared: byPlans.filter(({ length }) => length > 1).map(sessionSums),
    alone: some.flatMap(({ id, alone }) => (alone === undefined ? [] : [{ story: id, because: alone }])),
    compared: some.length,
    of: all.length,
    timed: Math.min(...some.map(({ forecast }) => forecast.pace.samples)),
  };
}

function clash(a: readonly Candidate[], b: readonly Candidate[], rule: ApartRule): boolean {
  return a.some((one) => b.some((other) => rule(one.story, other.story) !== undefined));
}

function workerOf({ agent, forecast: { model, effort = '' } }: Candidate): string {
  return JSON.stringify([agent, model, effort]);
}

function spendOf(intent: Intent, sessions: readonly (readonly Candidate[])[]): TokenSplit {
  const { models } = intent.survey.project.config;
  const splits = sessions.map((session) => {
    const split = inOneSession(session.map(shareOf));
    const found = findModel(session[0]!.forecast.model, models);
    const prices = 'model' in found ? found.model.usdPerMillion : undefined;
    return prices === undefined ? split : { ...split, usd: usdOf(split, prices) };
  });
  const { usd, ...sum } = splits.reduce(addTokens, NO_TOKENS);
  return splits.every((split) => split.usd !== undefined) && usd !== undefined ? { ...sum, usd } : sum;
}

function shareOf({ forecast }: Candidate): Parameters<typeof inOneSession>[0][number] {
  const { burn, pace, baseTokens, floorTokens, workingP50Tokens } = forecast;
  return { spend: burn.p50, requests: pace.requests, baseTokens, floorTokens, workingTokens: workingP50Tokens };
}

function rehearsed(
  sessions: readonly (readonly Candidate[])[],
  agents: number,
  clashes: (a: readonly Candidate[], b: readonly Candidate[]) => boolean,
): number {
  const byName = new Map(sessions.map((session) => [session[0]!.id, session]));
  const sessionOf = new Map(sessions.flatMap((session) => session.map(({ id }) => [id, session[0]!.id] as const)));
  const played = sessions.map((session, index) => {
    const [{ job }] = session as readonly [Candidate];
    const needs = session.flatMap((one) => one.job.dependsOn).flatMap((need) => sessionOf.get(need) ?? []);
    return {
      story: job.story,
      dependsOn: [...new Set(needs)],
      pathTokens: Math.max(...session.map((one) => one.job.pathTokens)),
      priority: job.priority,
      place: index + 1,
      durationMs: lasting(session),
    };
  });
  return rehearse(played, { agents, clash: (a, b) => clashes(byName.get(a)!, byName.get(b)!) });
}

function lasting(stories: readonly Candidate[]): number {
  return stories.reduce((sum, { forecast }) => sum + forecast.pace.durationMs, 0);
}
