import type { Answer, Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { ReportFacts } from '../../model/report.ts';
import { otlpRequests, type OtlpRequest } from '../../report/otlp.ts';
import type { Got } from '../project/read-project.ts';

const USUAL_TIMEOUT_MS = 10_000;

/** Sends the ledger to an OTLP receiver over HTTP, in JSON. A receiver's answer is data: it is told, and nothing more. */
export async function sendReport(host: Host, facts: ReportFacts, url: URL): Promise<Got<string>> {
  const settings = settingsOf(host.machine.env);
  if ('reason' in settings) return { ok: false, problems: [settings] };
  const sent: string[] = [];
  for (const request of otlpRequests(facts, host.machine.version)) {
    if (request.items === 0) continue;
    const to = endpoint(url, request.path);
    const answer = await host.web.post(to, { ...settings, body: request.body });
    const problem = problemOf(answer, to);
    if (problem !== undefined) return { ok: false, problems: [problem] };
    sent.push(`${request.items} ${NAMES[request.path]}`);
  }
  const what = sent.length === 0 ? 'Nothing to send yet: no session has run' : `Sent ${sent.join(' and ')} to ${url.origin}`;
  return { ok: true, value: what };
}

const NAMES: Readonly<Record<OtlpRequest['path'], string>> = { 'v1/traces': 'spans', 'v1/metrics': 'metrics' };

/** The address is the receiver's base; one that ends in a signal's path is cut back to it. */
function endpoint(url: URL, path: OtlpRequest['path']): string {
  const to = new URL(url);
  to.pathname = `${url.pathname.replace(/\/(?:v1\/(?:traces|metrics))?\/?$/, '')}/${path}`;
  to.hash = '';
  return to.href;
}

interface Settings {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** As OpenTelemetry names them in the environment. */
function settingsOf(env: Host['machine']['env']): Settings | Problem {
  const timeout = env['OTEL_EXPORTER_OTLP_TIMEOUT'] ?? '';
  const timeoutMs = timeout === '' ? USUAL_TIMEOUT_MS : Number(timeout);
  if (!/^\d{0,7}$/.test(timeout) || timeoutMs < 1)
    return bad('OTEL_EXPORTER_OTLP_TIMEOUT', timeout, 'milliseconds, from 1 to 9999999');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  for (const pair of (env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    const plain = value === undefined ? undefined : decoded(value);
    // What is wrong with it is not shown: it may be a secret.
    if (name === undefined || plain === undefined || /[^\t\x20-\x7e]/.test(plain))
      return bad('OTEL_EXPORTER_OTLP_HEADERS', 'something else', 'name=value,name=value, values percent-encoded');
    headers[name.toLowerCase()] = plain;
  }
  return { headers, timeoutMs };
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function bad(name: string, found: string, expected: string): Problem {
  return { reason: 'bad-argument', name, found, expected };
}

function problemOf(answer: Answer, url: string): Problem | undefined {
  if (answer.end !== 'answered') return { reason: 'export-failed', url, because: answer.end, detail: answer.detail };
  const { status, body } = answer;
  if (status < 200 || status > 299) {
    const said = messageIn(body);
    return { reason: 'export-failed', url, because: 'refused', detail: `${status}${said === '' ? '' : `: ${said}`}` };
  }
  const rejected = rejectedIn(body);
  return rejected === undefined ? undefined : { reason: 'export-failed', url, because: 'rejected', detail: rejected };
}

const MOST_SAID = 300;

/** What the receiver says of a failure: its `message`, or the first line of whatever it sent. */
function messageIn(body: string): string {
  const { message } = parsed(body);
  const text = typeof message === 'string' ? message : (body.trim().split('\n')[0] ?? '');
  return text.slice(0, MOST_SAID);
}

/** A 200 that took only part of it. */
function rejectedIn(body: string): string | undefined {
  const partial = parsed(body)['partialSuccess'] as Readonly<Record<string, unknown>> | undefined;
  const count = Number(partial?.['rejectedSpans'] ?? partial?.['rejectedDataPoints'] ?? 0);
  if (!(count > 0)) return undefined;
  const said = partial?.['errorMessage'];
  return `${count} rejected${typeof said === 'string' && said !== '' ? `: ${said.slice(0, MOST_SAID)}` : ''}`;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
