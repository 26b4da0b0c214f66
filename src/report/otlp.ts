import { createHash } from 'node:crypto';
import type { LedgerSession } from '../model/history.ts';
import type { ReportFacts } from '../model/report.ts';
import { isSilent } from './ledger-sums.ts';
import { metricsOf } from './otlp-metrics.ts';
import { attributesOf, callOf, inputOf, nanos, type Attributes } from './otlp-values.ts';

/** An OTLP/HTTP request in JSON: a path below the receiver's address, and its body. */
export interface OtlpRequest {
  readonly path: 'v1/traces' | 'v1/metrics';
  readonly body: string;
  readonly items: number;
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** OTLP: 1 internal, 3 client. */
  readonly kind: 1 | 3;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly error?: string;
}

const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.37.0';
/**
 * The ledger as OpenTelemetry traces (a trace a run: its sessions by the GenAI conventions, its gates and landings) and
 * metrics. Ids come from the ledger, so that what is sent twice is one and the same.
 */
export function otlpRequests(facts: ReportFacts, version: string): readonly OtlpRequest[] {
  const { since = -Infinity } = facts;
  const sessions = facts.state.sessions.filter(({ at }) => at >= since);
  const spans = spansOf(facts, sessions);
  const metrics = metricsOf(sessions, facts.project.at);
  const scope = { name: 'xpar', version };
  const resource = {
    attributes: attributesOf({ 'service.name': 'xpar', 'service.version': version, 'xpar.project': facts.project.name }),
  };
  const traces = { resourceSpans: [{ resource, schemaUrl: SCHEMA_URL, scopeSpans: [{ scope, spans: spans.map(spanJson) }] }] };
  const measures = { resourceMetrics: [{ resource, schemaUrl: SCHEMA_URL, scopeMetrics: [{ scope, metrics }] }] };
  return [
    { path: 'v1/traces', body: JSON.stringify(traces), items: spans.length },
    { path: 'v1/metrics', body: JSON.stringify(measures), items: metrics.length },
  ];
}

function spansOf({ history, project }: ReportFacts, sessions: readonly LedgerSession[]): readonly Span[] {
  const steps = history.steps.filter(({ step, startedAt }) => startedAt !== undefined && ['gate', 'integrate'].includes(step));
  const runs = [...new Set([...sessions.map(({ run }) => run), ...steps.map(({ run }) => run)])];
  return runs.flatMap((run) => {
    const traceId = idOf(32, 'run', project.name, run);
    const root = idOf(16, 'run', project.name, run);
    const children: Span[] = [
      ...sessions.filter((session) => session.run === run).map((session) => sessionSpan(session, { traceId, root })),
      ...steps
        .filter((step) => step.run === run)
        .map(({ story, step, startedAt = 0, at, ok, reason }) => ({
          traceId,
          spanId: idOf(16, run, story, step, String(at)),
          parentSpanId: root,
          name: `${step} ${story}`,
          kind: 1 as const,
          startMs: startedAt,
          endMs: at,
          attributes: { 'xpar.story': story, 'xpar.step': step, 'error.type': reason },
          ...(ok ? {} : { error: reason ?? 'failed' }),
        })),
    ];
    const startMs = Math.min(...children.map((span) => span.startMs));
    const endMs = Math.max(...children.map((span) => span.endMs));
    return [{ traceId, spanId: root, name: 'xpar build', kind: 1, startMs, endMs, attributes: { 'xpar.run': run } }, ...children];
  });
}

function sessionSpan(session: LedgerSession, { traceId, root }: { traceId: string; root: string }): Span {
  const { story, attempt, run, agent, model, effort, outcome, startedAt, durationMs, estimate, actual, censored } = session;
  const { spend } = actual;
  return {
    traceId,
    spanId: idOf(16, run, story, String(startedAt)),
    parentSpanId: root,
    name: `invoke_agent ${agent}`,
    kind: 3,
    startMs: startedAt,
    endMs: startedAt + durationMs,
    attributes: {
      ...callOf(session),
      'gen_ai.agent.name': agent,
      ...(isSilent(session)
        ? {}
        : {
            'gen_ai.usage.input_tokens': inputOf(session),
            'gen_ai.usage.output_tokens': spend.output,
            'gen_ai.usage.cache_read.input_tokens': spend.cacheRead,
            'gen_ai.usage.cache_creation.input_tokens': spend.cacheWrite,
          }),
      'xpar.story': story,
      'xpar.attempt': attempt,
      'xpar.outcome': outcome,
      'xpar.censored': censored,
      'xpar.effort': effort,
      'xpar.agent.version': session.version,
      'xpar.model': model,
      'xpar.floor.estimate': estimate.floorTokens,
      'xpar.floor.actual': actual.floorTokens,
      'xpar.working.p50': estimate.workingP50Tokens,
      'xpar.working.p80': estimate.workingP80Tokens,
      'xpar.working.actual': actual.workingTokens,
      'xpar.context.peak': actual.peakTokens,
      'xpar.context.hard_limit': estimate.hardTokens,
      'xpar.cost.usd': isSilent(session) ? undefined : spend.usd,
      'error.type': outcome === 'completed' ? undefined : outcome,
    },
    ...(outcome === 'completed' ? {} : { error: outcome }),
  };
}

function spanJson({ startMs, endMs, attributes, error, ...span }: Span): object {
  return {
    ...span,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(Math.max(startMs, endMs)),
    attributes: attributesOf(attributes),
    status: error === undefined ? {} : { code: 2, message: error },
  };
}

function idOf(digits: 16 | 32, ...names: readonly string[]): string {
  return createHash('sha256').update(names.join('\0')).digest('hex').slice(0, digits);
}
