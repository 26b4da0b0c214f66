import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acpAgent } from '../../src/agents/acp.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import { ACP_CLIENTS } from '../rig/acp-clients.ts';
import { realBuild, type RealBuild } from '../rig/real-build.ts';
import { realLane, realPorts, type RealLane, type Seen } from '../rig/real-lane.ts';
import { scriptedModel, type Billed, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';

let lane: RealLane;
let build: RealBuild | undefined;
let model: ScriptedModel;

beforeEach(() => {
  lane = realLane();
  execFileSync('git', ['init', '--quiet'], { cwd: lane.cwd });
});
afterEach(async () => {
  await model.close();
  lane.remove();
  build?.remove();
});

const HERE = ACP_CLIENTS.filter(({ program }) => program !== undefined);
/** Long enough to have a title made of it at once, which is a request of its own. */
const BRIEF = 'Fix add: it takes away what it is to add.';
const done: Turn = { blocks: [{ text: 'Done.' }] };
const stall: Turn = { blocks: [{ text: 'thinking' }, { text: 'never' }], stalls: true };
const billedOf = ({ input, cacheRead, output }: Billed): Billed => ({ input, cacheRead, output });

describe.each(HERE)('the real $name over the protocol', (client) => {
  const adapter = acpAgent({ kind: 'acp', command: [client.program!] }, realPorts);

  async function run(turns: readonly Turn[], ...more: Parameters<typeof again>): Promise<Seen> {
    model = await scriptedModel(turns, lane.cwd);
    return again(...more);
  }

  function again(more: Partial<RunSpec> = {}, onEvent: (event: AgentEvent, run: AgentRun) => void = () => {}): Promise<Seen> {
    const env = client.settle(lane.home, model.url);
    return lane.run(adapter, { model: client.model, prompt: BRIEF, ...more, env: { ...env, ...more.env } }, onEvent);
  }

  test('is greeted, does its work, and is measured to the token', async () => {
    const { events, result } = await run([client.read, client.edit, client.list, done]);
    const env = { HOME: lane.home, PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
    expect(await adapter.look!({ ...env, ...client.settle(lane.home, model.url) })).toEqual({
      version: expect.stringMatching(/^\d+\.\d+/),
      remarks: [],
    });
    expect(result).toMatchObject({ outcome: 'completed', denials: 0, reads: ['add.mjs'], edits: ['add.mjs'], report: 'Done.' });
    expect(readFileSync(path.join(lane.cwd, 'add.mjs'), 'utf8')).toContain('a + b');
    expect(billedOf(result.spend)).toEqual(model.billed);
    expect(result.requests).toBe(model.requests.length);
    expect(model.requests.map((request) => request.model)).toEqual(Array.from({ length: 4 }, () => client.model));
    expect(events.filter(({ t }) => t === 'request')).toHaveLength(4);
    expect(events).toContainEqual(expect.objectContaining({ t: 'session', model: client.model }));
  });

  test('is cancelled by a person, and goes on with its session; what it took before is not counted again', async () => {
    const first = await run([client.read, stall, client.edit, done], {}, (event, agent) => {
      if (event.t === 'text' && event.text.includes('thinking')) void agent.stop('user');
    });
    expect(first.result).toMatchObject({ outcome: 'stopped', settled: true });
    const before = { ...model.billed };
    const resume = { session: first.result.session!, prompt: 'Go on.' };
    const { result } = await again({ resume, stateDir: path.join(lane.folder, 'state-2') });
    expect(result).toMatchObject({ outcome: 'completed', session: resume.session, edits: ['add.mjs'] });
    expect(JSON.stringify(model.requests.at(-1))).toContain('Go on.');
    const { input, cacheRead, output } = model.billed;
    const own = { input: input - before.input, cacheRead: cacheRead - before.cacheRead, output: output - before.output };
    expect(billedOf(result.spend)).toEqual(own);
  });

  test('is told a model that it does not have by those it has', async () => {
    const { result } = await run([done], { model: 'no-such-model' });
    expect(result).toMatchObject({
      outcome: 'config-error',
      detail: expect.stringContaining('it has no model `no-such-model`; it has'),
    });
    expect(model.requests).toEqual([]);
  });

  test.each([
    [400, { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' }, 'context-exceeded'],
    [401, { type: 'authentication_error', message: 'Incorrect API key provided' }, 'config-error'],
    [404, { type: 'not_found_error', message: 'model: gone' }, 'config-error'],
    [429, { type: 'rate_limit_error', message: 'Too many requests' }, 'limit'],
    [529, { type: 'overloaded_error', message: 'Overloaded' }, 'transient'],
  ])('whose provider answers %i for ever is named, whatever the adapter calls it', async (status, error, outcome) => {
    const { result } = await run([client.read, { status, error }]);
    expect(result).toMatchObject({ outcome, reads: ['add.mjs'] });
  });
});

test.each(HERE)(
  'the real $name over the protocol implements a whole story, which lands, and the ledger has what the provider billed',
  async (client) => {
    build = realBuild({});
    model = await scriptedModel(client.plays('weigh-parcel'), build.lane('weigh-parcel'));
    const card = path.join(build.repository, 'stories/weigh-parcel.md');
    writeFileSync(card, readFileSync(card, 'utf8').replace('claude-sonnet-4-6', client.model));
    const env = client.settle(build.home, model.url);
    const agents = { default: { kind: 'acp', command: [client.program!], env: Object.keys(env), baseTokens: 18_000 } };
    build.configure({ agents, models: { 'gpt-5.5': { smartZone: { warn: '64k', hard: '100k' } } } });
    build.commit();
    const built = await build.xpar(['build', '--json'], env);
    expect(built.told('failed')).toEqual([]);
    expect(built.told('integrated').map(({ story }) => story)).toEqual(['weigh-parcel']);
    expect(built.code).toBe(0);
    const { totals, sessions } = await build.report();
    expect(billedOf(totals.spend!)).toEqual(model.billed);
    expect(sessions).toMatchObject([{ agent: 'acp', model: client.model, outcome: 'completed' }]);
  },
);

test.each(HERE.filter(({ name }) => name === 'Claude Code'))(
  'the real $name over the protocol asks, and what the card does not cover is refused',
  async (client) => {
    model = await scriptedModel([client.edit, done], lane.cwd);
    const adapter = acpAgent({ kind: 'acp', command: [client.program!] }, realPorts);
    const spec = { model: client.model, env: client.settle(lane.home, model.url), mayEdit: () => false };
    const { events, result } = await lane.run(adapter, spec);
    expect(result).toMatchObject({ outcome: 'denied', denials: 1, edits: [] });
    expect(events).toContainEqual(expect.objectContaining({ t: 'denied', action: 'add.mjs' }));
    expect(readFileSync(path.join(lane.cwd, 'add.mjs'), 'utf8')).toContain('a - b');
  },
);
