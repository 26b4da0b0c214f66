import type { LedgerSession } from '../model/history.ts';
import { isSilent } from './ledger-sums.ts';
import { attributesOf, callOf, inputOf, nanos } from './otlp-values.ts';

const CUMULATIVE = 2;
/** Advised by the GenAI conventions. */
const TOKEN_BOUNDS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];
const SECOND_BOUNDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** Token usage and durations by the GenAI conventions, and what was paid. */
export function metricsOf(sessions: readonly LedgerSession[], now: number): readonly object[] {
  const told = sessions.filter((session) => !isSilent(session));
  const groups = [...Map.groupBy(told, ({ model }) => model).values()];
  const begun = Math.min(now, ...sessions.map(({ startedAt }) => startedAt));
  const time = { startTimeUnixNano: nanos(begun), timeUnixNano: nanos(now) };
  const histogram = (name: string, unit: string, dataPoints: readonly object[]): object[] =>
    dataPoints.length === 0 ? [] : [{ name, unit, histogram: { aggregationTemporality: CUMULATIVE, dataPoints } }];
  const tokens = groups.flatMap((group) =>
    (['input', 'output'] as const).map((type) => ({
      ...time,
      ...bucketed(
        group.map((session) => (type === 'input' ? inputOf(session) : session.actual.spend.output)),
        TOKEN_BOUNDS,
      ),
      attributes: attributesOf({ ...callOf(group[0]!), 'gen_ai.token.type': type }),
    })),
  );
  const seconds = [...Map.groupBy(sessions, ({ model, outcome }) => `${model}\0${outcome}`).values()].map((group) => ({
    ...time,
    ...bucketed(
      group.map(({ durationMs }) => durationMs / 1000),
      SECOND_BOUNDS,
    ),
    attributes: attributesOf({
      ...callOf(group[0]!),
      'error.type': group[0]!.outcome === 'completed' ? undefined : group[0]!.outcome,
    }),
  }));
  const cost = groups.flatMap((group) => {
    const usd = group.flatMap(({ actual }) => actual.spend.usd ?? []);
    if (usd.length === 0) return [];
    return [{ ...time, asDouble: usd.reduce((sum, one) => sum + one, 0), attributes: attributesOf(callOf(group[0]!)) }];
  });
  return [
    ...histogram('gen_ai.client.token.usage', '{token}', tokens),
    ...histogram('gen_ai.client.operation.duration', 's', seconds),
    ...(cost.length === 0
      ? []
      : [{ name: 'xpar.cost', unit: '{USD}', sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints: cost } }]),
  ];
}

function bucketed(values: readonly number[], bounds: readonly number[]): object {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of values) {
    const at = bounds.findIndex((bound) => value <= bound);
    counts[at < 0 ? bounds.length : at]!++;
  }
  return {
    count: String(values.length),
    sum: values.reduce((sum, value) => sum + value, 0),
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
