import { afterEach, expect, test } from 'vitest';
import { nodeWeb } from '../../src/host/node-web.ts';
import { otlpReceiver, type Receiver, type Reply } from '../rig/otlp-receiver.ts';

const open: Receiver[] = [];
const receiver = async (reply?: Reply): Promise<Receiver> => {
  const one = await otlpReceiver(reply);
  open.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
const post = (url: string, timeoutMs = 5000) =>
  nodeWeb().post(url, { headers: { 'content-type': 'application/json', 'x-key': 'k' }, body: '{"a":1}', timeoutMs });

test('what is posted arrives, and what is answered comes back', async () => {
  const there = await receiver({ status: 202, body: 'thanks' });
  expect(await post(`${there.url}/v1/traces`)).toEqual({ end: 'answered', status: 202, body: 'thanks' });
  expect(there.received).toMatchObject([{ path: '/v1/traces', body: { a: 1 }, headers: { 'x-key': 'k' } }]);
});

test('a redirect is an answer, and is not followed', async () => {
  const elsewhere = await receiver();
  const there = await receiver({ status: 307, location: elsewhere.url });
  expect(await post(there.url)).toMatchObject({ end: 'answered', status: 307 });
  expect(elsewhere.received).toEqual([]);
});

test('of a long answer only the beginning is read', async () => {
  const there = await receiver({ status: 500, body: 'x'.repeat(1_000_000) });
  expect(await post(there.url)).toMatchObject({ status: 500, body: 'x'.repeat(65_536) });
});

test('nobody there, and nobody who answers, are told apart', async () => {
  const gone = await otlpReceiver();
  await gone.close();
  expect(await post(gone.url)).toMatchObject({ end: 'unreached', detail: expect.stringContaining('ECONNREFUSED') });
  expect(await post((await receiver('hang')).url, 50)).toMatchObject({ end: 'timeout' });
});
