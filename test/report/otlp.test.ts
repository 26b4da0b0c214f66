import { expect, test } from 'vitest';
import { otlpRequests } from '../../src/report/otlp.ts';
import { sessionOf, silentSession } from '../record/entries.ts';
import { factsOf, threeWeeksFacts } from '../rig/report-facts.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string; readonly doubleValue?: number };
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}
interface Point {
  readonly count: string;
  readonly sum: number;
  readonly bucketCounts: readonly string[];
  readonly explicitBounds: readonly number[];
  readonly attributes: readonly Attribute[];
}

const of = (attributes: readonly Attribute[], key: string): string | undefined => {
  const value = attributes.find((one) => one.key === key)?.value;
  return value?.stringValue ?? value?.intValue ?? value?.doubleValue?.toString();
};
const bodies = (facts = threeWeeksFacts()) => {
  const [traces, metrics] = otlpRequests(facts, '1.2.3').map(({ body }) => JSON.parse(body) as never);
  return {
    spans: (traces as unknown as { resourceSpans: [{ scopeSpans: [{ spans: Span[] }] }] }).resourceSpans[0].scopeSpans[0].spans,
    metrics: (
      metrics as unknown as {
        resourceMetrics: [{ scopeMetrics: [{ metrics: { name: string; unit: string; histogram?: { dataPoints: Point[] } }[] }] }];
      }
    ).resourceMetrics[0].scopeMetrics[0].metrics,
  };
};

test('every session is a span of the GenAI conventions, in the trace of its run', () => {
  const { spans } = bodies();
  const sessions = spans.filter(({ name }) => name === 'invoke_agent claude');
  expect(sessions).toHaveLength(60);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  expect(byId.size).toBe(spans.length);
  for (const span of spans) {
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
  }
  const parents = spans.flatMap(({ parentSpanId, traceId }) =>
    parentSpanId === undefined ? [] : [{ traceId, parent: byId.get(parentSpanId) }],
  );
  expect(parents.length).toBeGreaterThan(60);
  for (const { traceId, parent } of parents) expect(parent).toMatchObject({ name: 'xpar build', traceId });
  const attributes = sessions[0]!.attributes;
  expect(of(attributes, 'gen_ai.operation.name')).toBe('invoke_agent');
  expect(of(attributes, 'gen_ai.provider.name')).toBe('anthropic');
  expect(of(attributes, 'gen_ai.request.model')).toBe('claude-sonnet-4-6');
  expect(Number(of(attributes, 'gen_ai.usage.input_tokens'))).toBeGreaterThan(0);
});

test('the same ledger gives the same ids, so that what is sent twice is one and the same', () => {
  expect(bodies().spans).toEqual(bodies().spans);
});

test('token usage is the ledger to the token: cached input is input, and each value is in its bucket', () => {
  const facts = threeWeeksFacts();
  const told = facts.state.sessions.filter(({ actual }) => actual.spendSource !== 'none');
  const usage = bodies(facts).metrics.find(({ name }) => name === 'gen_ai.client.token.usage')!;
  expect(usage.unit).toBe('{token}');
  const sumOf = (type: string): number =>
    usage
      .histogram!.dataPoints.filter(({ attributes }) => of(attributes, 'gen_ai.token.type') === type)
      .reduce((sum, point) => sum + point.sum, 0);
  expect(sumOf('output')).toBe(told.reduce((sum, { actual: { spend } }) => sum + spend.output, 0));
  expect(sumOf('input')).toBe(
    told.reduce((sum, { actual: { spend } }) => sum + spend.input + spend.cacheRead + spend.cacheWrite, 0),
  );
  for (const { count, bucketCounts, explicitBounds } of usage.histogram!.dataPoints) {
    expect(bucketCounts).toHaveLength(explicitBounds.length + 1);
    expect(bucketCounts.reduce((sum, one) => sum + Number(one), 0)).toBe(Number(count));
  }
});

test('what an agent did not tell is in no attribute and no metric', () => {
  const { spans, metrics } = bodies(factsOf([{ t: 'session', at: 1, run: 'r', key: 'k', session: silentSession() }]));
  const keys = spans.flatMap(({ attributes }) => attributes.map(({ key }) => key));
  expect(keys.filter((key) => key.startsWith('gen_ai.usage') || key === 'xpar.cost.usd')).toEqual([]);
  expect(metrics.map(({ name }) => name)).toEqual(['gen_ai.client.operation.duration']);
});

test('of an empty ledger there is nothing to send', () => {
  expect(otlpRequests(factsOf([]), '1').map(({ items }) => items)).toEqual([0, 0]);
});

test('two sessions of one run with one attempt number are two spans', () => {
  const ran = (startedAt: number) => ({ t: 'session', at: 1, run: 'r1', key: 'k', session: sessionOf({ startedAt }) }) as const;
  const ids = bodies(factsOf([ran(1), ran(2)])).spans.map(({ spanId }) => spanId);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});
