import type { DriftMark, Forecast, TokenSplit } from '../model/budget.ts';
import { ASSUMED_RATES, expectedBurn, expectedRequests, usdOf, type BurnRates } from './burn.ts';
import { fitMultiplier, workingProbability, workingQuantiles, type Fit, type Sample } from './estimate.ts';
import type { ModelFacts } from './models.ts';
import type { Base } from './sessions.ts';

export interface ForecastInput {
  /** The floor as measured: tokens of the reference tokenizer. */
  readonly rawFloorTokens: number;
  readonly model: ModelFacts;
  readonly base: Base;
  /** Sessions of the same agent and model, and what is fitted to them, where that is known already. */
  readonly samples: readonly Sample[];
  readonly fit?: Fit;
  /** Native tokens per reference token, where sessions taught it. */
  readonly kappa?: number;
  /** ln of the multiplier expected without samples. */
  readonly priorMean?: number;
  readonly rates?: BurnRates;
  readonly effort?: string;
  readonly drift?: DriftMark;
}

/** What a session on this floor is expected to need, and whether it stays in the model's smart zone. */
export function forecast(input: ForecastInput): Forecast {
  const { model, base, rawFloorTokens } = input;
  const kappa = input.kappa ?? model.kappa;
  const floorTokens = Math.max(1, Math.round(kappa * rawFloorTokens));
  const fit = input.fit ?? fitMultiplier(input.samples, input.priorMean);
  const { p50, p80 } = workingQuantiles(fit, floorTokens);
  const sizes = { base: base.tokens, floor: floorTokens, p50: Math.round(p50), p80: Math.round(p80) };
  const { rates = ASSUMED_RATES } = input;
  const burnAt = (workingTokens: number): TokenSplit => {
    const burn = expectedBurn(base.tokens + floorTokens, workingTokens, rates);
    return model.usdPerMillion === undefined ? burn : { ...burn, usd: usdOf(burn, model.usdPerMillion) };
  };
  const burn = { p50: burnAt(sizes.p50), p80: burnAt(sizes.p80) };
  const requests = expectedRequests(sizes.p50, rates);
  return {
    model: model.name,
    ...(input.effort === undefined ? {} : { effort: input.effort }),
    kappa,
    kappaSource: input.kappa === undefined ? model.kappaSource : 'learned',
    ...(input.kappa === undefined && model.kappaSafe !== undefined ? { kappaSafe: model.kappaSafe } : {}),
    rawFloorTokens,
    floorTokens,
    workingP50Tokens: sizes.p50,
    workingP80Tokens: sizes.p80,
    ceilingTokens: floorTokens + sizes.p80,
    baseTokens: base.tokens,
    baseSource: base.source,
    multiplier: { p50: p50 / floorTokens, p80: p80 / floorTokens, samples: input.samples.length },
    zone: model.zone,
    fits: workingProbability(fit, floorTokens, model.zone.hardTokens - base.tokens - floorTokens),
    verdict: verdictOf(sizes, model),
    ...(input.drift === undefined ? {} : { drift: input.drift }),
    ...(burn.p50.usd === undefined ? {} : { usd: burn.p50.usd }),
    burn,
    pace: { requests, durationMs: Math.round(requests * rates.requestMs), samples: rates.timed },
  };
}

function verdictOf(
  sizes: { readonly base: number; readonly floor: number; readonly p50: number; readonly p80: number },
  model: ModelFacts,
): Forecast['verdict'] {
  const start = sizes.base + sizes.floor;
  if (start + sizes.p80 > model.zone.hardTokens) return 'over';
  return start + sizes.p50 > model.zone.warnTokens ? 'tight' : 'fits';
}
