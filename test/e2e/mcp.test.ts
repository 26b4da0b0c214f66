import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { askingAgent } from '../rig/asking-agent.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const BIN = path.join(import.meta.dirname, '../../bin/xpar.mjs');
const clients: Client[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

/** A build whose agent has been started and waits, and a client of its lane's server beside it. */
async function inLane() {
  const agents = { mcp: true };
  const env = askingAgent(workshop, ['true'], { permissions: { commands: 'ask' }, timeouts: { approval: '45s' } });
  const { agents: own } = JSON.parse(workshop.read('xpar.config.json')) as { agents: { default: object } };
  workshop.configure({ agents: { default: { ...own.default, ...agents } } });
  const build = workshop.start(['build', 'add', '--json'], { env });
  await build.event((event) => event.t === 'inbox-opened');
  const outbox = path.join(workshop.repository, '.xpar/lanes/add/1/outbox');
  const client = new Client({ name: 'test', version: '1' });
  clients.push(client);
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp', '--lane', outbox] }));
  const call = async (name: string, given: Record<string, string> = {}): Promise<string> => {
    const { content } = await client.callTool({ name, arguments: given });
    return (content as { text: string }[])[0]!.text;
  };
  return { build, client, call, outbox };
}

test("the SDK's client is told of its own lane, and of nothing else", async () => {
  const { build, client, call, outbox } = await inLane();
  expect((await client.listTools()).tools).toHaveLength(6);
  expect(await call('get_card')).toContain('Two rows of beads are pushed together.');
  expect(await call('get_adr', { id: 'ADR-1' })).toContain('Every number on the abacus is a whole number.');
  expect(await call('get_adr', { id: 'ADR-2' })).toBe('not in your scope; it has ADR-1');
  expect(JSON.parse(await call('budget_left'))).toMatchObject({
    ceilingTokens: expect.any(Number),
    leftToHardLimit: expect.any(Number),
  });
  await call('checkpoint', { text: 'half of it' });
  expect(readFileSync(path.join(outbox, 'events.jsonl'), 'utf8')).toContain('{"type":"checkpoint","next":"half of it"}');
  await workshop.xpar('approve', 'A-1');
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('what it asks a person for waits for the answer, and gets it', async () => {
  const { build, call } = await inLane();
  const asked = call('request_approval', { action: 'npm install left-pad', why: 'the card names it' });
  expect(await build.event((event) => event.t === 'inbox-opened', 2)).toMatchObject({
    item: 'A-2',
    asking: { tool: 'request_approval', command: 'npm install left-pad', why: 'the card names it' },
  });
  await workshop.xpar('deny', 'A-2', '--why', 'no dependencies');
  expect(await asked).toBe('not allowed: a person refused it: no dependencies');
  await workshop.xpar('approve', 'A-1');
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('a contract that it says does not hold halts its lane, and its checkpoint is told to the next session', async () => {
  const { build, call } = await inLane();
  writeFileSync(path.join(`${workshop.repository}.xpar`, 'add', 'src/add.mjs'), 'export const add = () => 5;\n');
  await call('checkpoint', { text: 'check that it adds' });
  await build.event((event) => event.t === 'checkpoint');
  await call('contract_drift', { adr: 'ADR-1', note: 'halves' });
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 3 });
  expect(ran.told('parked')).toMatchObject([{ why: { by: 'answer', text: 'ADR-1: halves' } }]);
  await workshop.xpar('deny', 'A-2');
  await workshop.xpar('approve', 'A-1');
  const env = askingAgent(workshop, [], {});
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(readFileSync(path.join(workshop.repository, '.xpar/lanes/add/2/brief.md'), 'utf8')).toContain(
    'Next: check that it adds',
  );
});

test('a folder that is no lane has no server', async () => {
  expect(await workshop.xpar('mcp', '--lane', workshop.root)).toMatchObject({ code: 2, refusals: ['no-lane'], stdout: '' });
});
