import type { LedgerSession } from '../model/history.ts';
import type { Lesson } from '../model/lesson.ts';
import type { NextMultiplier } from '../model/report.ts';
import { proportion } from './interval.ts';
import { median, spendOf, whoOf } from './ledger-sums.ts';
import type { Calibration, ReportedModel, Trend, TrendPoint } from './ledger-types.ts';

/** How estimates of working tokens held, over sessions of any agent. */
export function calibrationOf(sessions: readonly LedgerSession[]): Calibration {
  const full = sessions.filter(({ censored, actual }) => !censored && actual.workingTokens !== undefined);
  const cut = sessions.filter(({ censored }) => censored);
  const shared = { n: full.length, censored: cut.length, censoredOver: cut.filter((one) => !staysUnder(one)).length };
  if (full.length === 0) return shared;
  const ratios = full.map(({ actual, estimate }) => actual.workingTokens! / Math.max(1, estimate.workingP50Tokens));
  return {
    ...shared,
    workingBias: median(ratios),
    mdape: median(ratios.map((ratio) => Math.abs(ratio - 1))),
    underP80: proportion(full.filter(staysUnder).length, full.length),
  };
}

function staysUnder({ actual, estimate }: LedgerSession): boolean {
  return (actual.workingTokens ?? 0) <= estimate.workingP80Tokens;
}

/** The same by agent, model and effort, with the multiplier each needed. */
export function modelsOf(sessions: readonly LedgerSession[]): readonly ReportedModel[] {
  return [...Map.groupBy(sessions, whoOf).values()].map((group) => {
    const { agent, model, effort } = group[0]!;
    const told = group
      .filter(isWhole)
      .filter(({ censored, actual }) => !censored && actual.workingTokens !== undefined && (actual.floorTokens ?? 0) > 0);
    const factors = told.map(({ actual }) => actual.workingTokens! / actual.floorTokens!);
    return {
      agent,
      model,
      ...(effort === undefined ? {} : { effort }),
      ...calibrationOf(told.concat(group.filter(isWhole).filter(({ censored }) => censored))),
      ...(told.length === 0 ? {} : { multiplier: median(factors) }),
      spend: spendOf(group),
    };
  });
}

/** How each multiplier went, and what comes next of it. */
export function trendsOf(
  sessions: readonly LedgerSession[],
  lessons: readonly Lesson[],
  next: readonly NextMultiplier[],
): readonly Trend[] {
  return [...Map.groupBy(sessions.filter(isWhole), whoOf)].map(([who, group]) => {
    const { agent, model, effort } = group[0]!;
    const seen = lessons.find((lesson) => whoOf(lesson) === who)?.drifts.map(({ seen: at }) => at) ?? [];
    const coming = next.find((one) => whoOf(one) === who);
    return {
      agent,
      model,
      ...(effort === undefined ? {} : { effort }),
      points: group.map(pointOf),
      drifts: seen.flatMap((at) => {
        const index = group.findIndex(({ startedAt }) => startedAt === at);
        return index < 0 ? [] : [index];
      }),
      ...(coming === undefined ? {} : { next: { p50: coming.p50, p80: coming.p80, samples: coming.samples } }),
    };
  });
}

/** Of a later turn of a session the floor is only what was not given before: its multiplier is no other's. */
function isWhole({ shared }: LedgerSession): boolean {
  return shared === undefined || shared.place === 1;
}

function pointOf({ startedAt, story, estimate, actual, censored }: LedgerSession): TrendPoint {
  const floor = Math.max(1, estimate.floorTokens);
  return {
    at: startedAt,
    story,
    p50: estimate.workingP50Tokens / floor,
    p80: estimate.workingP80Tokens / floor,
    ...(actual.workingTokens === undefined ? {} : { actual: actual.workingTokens / floor }),
    censored,
  };
}
