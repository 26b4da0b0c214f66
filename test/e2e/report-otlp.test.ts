import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { otlpReceiver, type Receiver, type Reply } from '../rig/otlp-receiver.ts';
import { withLedger } from '../rig/with-ledger.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

describe('--otlp', () => {
  const open: Receiver[] = [];
  const receiver = async (reply?: Reply): Promise<Receiver> => {
    const one = await otlpReceiver(reply);
    open.push(one);
    return one;
  };
  beforeEach(() => withLedger(workshop));
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });
  const send = (url: string, env: Readonly<Record<string, string>> = {}) => workshop.xparWith({ env }, 'report', '--otlp', url);

  test('sends traces and metrics, with the headers of the environment', async () => {
    const there = await receiver();
    const sent = await send(`${there.url}/base/`, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, x-other=c' });
    expect(sent).toMatchObject({ code: 0, stdout: '' });
    expect(sent.stderr).toMatch(/^Sent \d+ spans and \d metrics to http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(there.received.map(({ path: at }) => at)).toEqual(['/base/v1/traces', '/base/v1/metrics']);
    expect(there.received[0]!.headers).toMatchObject({ 'x-key': 'a b', 'x-other': 'c', 'content-type': 'application/json' });
    expect(JSON.stringify(there.received[0]!.body)).toContain('gen_ai.usage.input_tokens');
    expect(JSON.stringify(there.received[1]!.body)).toContain('gen_ai.client.token.usage');
  });

  test.each<readonly [string, Reply, RegExp]>([
    ['a refusal', { status: 401, body: '{"message":"no such token"}' }, /401: no such token/],
    ['a fault', { status: 503, body: 'come\u001b[31m back' }, /503: come\\u001b\[31m back/],
    ['a redirect', { status: 302, location: 'http://127.0.0.1:1/' }, /found: +302/],
    [
      'half of it taken',
      { status: 200, body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"old"}}' },
      /3 rejected: old/,
    ],
  ])('%s is told, with what to do', async (_, reply, said) => {
    const sent = await send((await receiver(reply)).url);
    expect(sent).toMatchObject({ code: 2, refusals: ['export-failed'] });
    expect(sent.stderr).toMatch(said);
    expect(sent.stderr).toContain('hint:');
  });

  test('nobody there, and nobody who answers in time, are told apart', async () => {
    const gone = await otlpReceiver();
    await gone.close();
    expect((await send(gone.url)).stderr).toContain('is it running');
    const slow = await receiver('hang');
    expect((await send(slow.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '200' })).stderr).toContain('OTEL_EXPORTER_OTLP_TIMEOUT');
  });

  test('settings that cannot be understood are refused, and no secret is repeated', async () => {
    const there = await receiver();
    const refused = await send(there.url, { OTEL_EXPORTER_OTLP_HEADERS: 'x-key:hunter2' });
    expect(refused).toMatchObject({ code: 2, refusals: ['bad-argument'] });
    expect(refused.stderr).not.toContain('hunter2');
    expect(await send(there.url, { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' })).toMatchObject({ refusals: ['bad-argument'] });
    expect(there.received).toEqual([]);
  });
});
