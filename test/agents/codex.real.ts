import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codexAgent } from '../../src/agents/codex.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import type { CodexAgent } from '../../src/model/config.ts';
import { realLane, realPorts, type RealLane, type Seen } from '../rig/real-lane.ts';
import { scriptedModel, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';

const program = process.env['XPAR_TEST_CODEX']!;

let lane: RealLane;
let model: ScriptedModel | undefined;

beforeEach(() => {
  lane = realLane();
  execFileSync('git', ['init', '--quiet'], { cwd: lane.cwd });
});
afterEach(async () => {
  await model?.close();
  model = undefined;
  lane.remove();
});

const LIMITS = { contextTokens: 100_000, wallMs: 1, idleMs: 1 };

async function run(turns: readonly Turn[], ...more: Parameters<typeof again>): Promise<Seen> {
  model = await scriptedModel(turns, lane.cwd);
  return again(...more);
}

/** Another session, of the same model. */
async function again(
  more: Partial<RunSpec> = {},
  onEvent: (event: AgentEvent, run: AgentRun) => void = () => {},
  config: Partial<CodexAgent> = {},
): Promise<Seen> {
  const provider = `{name="scripted",base_url="${model!.url}/v1",env_key="OPENAI_API_KEY",wire_api="responses",request_max_retries=1,stream_max_retries=1}`;
  const command = [program, '-c', 'model_provider="scripted"', '-c', `model_providers.scripted=${provider}`];
  const adapter = codexAgent({ kind: 'codex', command, ...config }, realPorts);
  return lane.run(adapter, { model: 'gpt-5.5', ...more, env: { OPENAI_API_KEY: 'scripted-key', ...more.env } }, onEvent);
}

const sh = (cmd: string): Turn => ({ blocks: [{ tool: 'exec_command', input: { cmd } }] });
const read = sh('cat add.mjs');
const PATCH = `*** Begin Patch
*** Update File: add.mjs
@@
-export const add = (a, b) => a - b;
+export const add = (a, b) => a + b;
*** Add File: new.mjs
+export {};
*** End Patch
`;
const edit: Turn = { blocks: [{ custom: 'apply_patch', input: PATCH }] };
const done: Turn = { blocks: [{ text: 'Done.' }] };
const stall: Turn = { blocks: [{ text: 'thinking' }, { text: 'never' }], stalls: true };

test('the real Codex is found by its version', async () => {
  const adapter = codexAgent({ kind: 'codex', command: [program] }, realPorts);
  const env = { HOME: lane.home, PATH: '/usr/bin:/bin', CODEX_HOME: lane.home };
  expect(await adapter.probe(env)).toMatchObject({ ok: true, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  const { remarks } = await adapter.look!(env);
  expect(remarks.map(({ found }) => found)).toEqual(['nobody is signed in']);
});

test('the real Codex edits the worktree, runs commands in its sandbox, and is measured to the token', async () => {
  const { events, result } = await run([read, edit, sh('ls'), done]);
  expect(result).toMatchObject({
    outcome: 'completed',
    requests: 4,
    denials: 0,
    spendSource: 'agent-total',
    edits: ['add.mjs', 'new.mjs'],
    commands: ['cat add.mjs', 'ls'],
    report: 'Done.',
  });
  expect(result.exit).toEqual({ code: 0, signal: null });
  expect(readFileSync(path.join(lane.cwd, 'add.mjs'), 'utf8')).toContain('a + b');
  const { input, cacheRead, output } = result.spend;
  expect({ input, cacheRead, output }).toEqual(model!.billed);
  const requests = events.filter((event) => event.t === 'request');
  expect(requests).toHaveLength(4);
  expect(requests[0]!.context).toBe(result.firstContext);
  expect(result.peakContext).toBe(result.firstContext! + result.workingTokens!);
  expect(events).toContainEqual(expect.objectContaining({ t: 'session', model: 'gpt-5.5' }));
});

test('the real Codex in the lean profile offers few tools, and its base is about what is assumed', async () => {
  const { result } = await run([done]);
  const names = model!.requests[0]!.tools!.map((tool) => tool.name).toSorted();
  expect(names).toEqual(['apply_patch', 'exec_command', 'request_user_input', 'write_stdin']);
  const lean = result.firstContext!;
  await model!.close();
  const whole = await run([done], { stateDir: path.join(lane.folder, 'state-2') }, undefined, { profile: 'default' });
  expect(whole.result.firstContext!).toBeGreaterThan(lean + 1_000);
});

test('the real Codex is told how hard to think', async () => {
  await run([done], {}, undefined, { effort: 'high' });
  expect(model!.requests[0]).toMatchObject({ reasoning: { effort: 'high' } });
});

test('the real Codex keeps no key in the file that a killed build replays, and leaves a rollout that tells the same', async () => {
  const { result } = await run([read, edit, done]);
  const adapter = codexAgent({ kind: 'codex' }, realPorts);
  const stateDir = path.join(lane.folder, 'state');
  const left = await adapter.left({ cwd: lane.cwd, stateDir, limits: LIMITS });
  expect(left!.result).toMatchObject({ outcome: 'completed', requests: 3, spend: result.spend, edits: result.edits });
  expect(readFileSync(path.join(stateDir, 'agent.log'), 'utf8')).not.toContain('scripted-key');
});

test('the real Codex tells drift by a line in the event file, which its sandbox lets it write', async () => {
  const { events } = await run([sh(`echo '{"type":"drift","adr":"ADR-3","note":"grams"}' >> "$XPAR_EVENTS"`), done]);
  expect(events).toContainEqual({ t: 'drift', adr: 'ADR-3', note: 'grams' });
});

test('the real Codex whose only change lay outside the worktree is denied', async () => {
  const outside = PATCH.replace('new.mjs', '/etc/xpar-outside').replace(/\*\*\* Update File[\s\S]*?(?=\*\*\* Add)/, '');
  const { events, result } = await run([{ blocks: [{ custom: 'apply_patch', input: outside }] }, done]);
  expect(result).toMatchObject({ outcome: 'denied', denials: 1 });
  expect(events).toContainEqual(expect.objectContaining({ t: 'denied', tool: 'apply_patch' }));
});

test.each([
  [401, { type: 'invalid_request_error', message: 'Incorrect API key provided' }, 'config-error'],
  [429, { type: 'insufficient_quota', code: 'insufficient_quota', message: 'Quota exceeded' }, 'limit'],
  [500, { type: 'server_error', message: 'broken' }, 'transient'],
  [529, { type: 'overloaded_error', message: 'Overloaded' }, 'transient'],
])('an answer of %i for ever is named', async (status, error, outcome) => {
  const { result } = await run([{ status, error }]);
  expect(result).toMatchObject({ outcome, requests: 0 });
});

test('the real Codex goes on after a service that was overloaded once, and after a dropped stream', async () => {
  const { result } = await run([
    { status: 529, error: { type: 'overloaded_error', message: 'Overloaded' } },
    { blocks: [{ text: 'partly' }], drops: true },
    done,
  ]);
  expect(result).toMatchObject({ outcome: 'completed', requests: 1 });
});

test('the real Codex stalled, is interrupted by a person, and its work and spend are known', async () => {
  const { result } = await run([read, edit, stall], {}, (event, agent) => {
    if (event.t === 'text' && event.text === 'thinking') void agent.stop('user');
  });
  expect(result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person', requests: 2 });
  expect(result.edits).toEqual(['add.mjs', 'new.mjs']);
});

test('the real Codex over its ceiling is interrupted before its next answer', async () => {
  const { result } = await run([read, { ...sh('sleep 20'), contextTokens: 120_001 }, done]);
  expect(result).toMatchObject({ outcome: 'context-exceeded', requests: 2 });
  expect(result.detail).toBe('stopped at 120001 tokens of context; the limit is 100000');
  expect(model!.requests).toHaveLength(2);
});

test('the real Codex killed in the middle of its turn is replayed with what it had told', async () => {
  const { result } = await run([read, edit, stall], {}, (event, agent) => {
    if (event.t === 'text' && event.text === 'thinking') process.kill(agent.pid!, 'SIGKILL');
  });
  expect(result).toMatchObject({ outcome: 'crashed', requests: 2, spendSource: 'per-request' });
});

test('the real Codex goes on with a thread that was interrupted, in a home of its own, and what it took before is not counted again', async () => {
  const first = await run([read, stall, sh('ls'), done], {}, (event, agent) => {
    if (event.t === 'text' && event.text === 'thinking') void agent.stop('user');
  });
  expect(first.result).toMatchObject({ outcome: 'stopped', settled: true, requests: 1 });
  const before = { ...model!.billed };
  const stateDir = path.join(lane.folder, 'state-2');
  const resume = { session: first.result.session!, prompt: 'Go on.', stateDir: path.join(lane.folder, 'state') };
  const { events, result } = await again({ stateDir, resume });
  expect(result).toMatchObject({ outcome: 'completed', session: resume.session, requests: 2, commands: ['ls'] });
  const { input, cacheRead, output } = result.spend;
  const now = model!.billed;
  expect({ input, cacheRead, output }).toEqual({
    input: now.input - before.input,
    cacheRead: now.cacheRead - before.cacheRead,
    output: now.output - before.output,
  });
  expect(events.filter(({ t }) => t === 'request')).toHaveLength(2);
  const asked = JSON.stringify(model!.requests.at(-1));
  for (const words of ['Fix add.', 'thinking', 'Go on.']) expect(asked).toContain(words);
  const left = await codexAgent({ kind: 'codex' }, realPorts).left({ cwd: lane.cwd, stateDir, resume, limits: LIMITS });
  expect(left!.result).toMatchObject({ requests: 2, spend: result.spend });
});

test('a thread that is gone is no try of the story: the real Codex asks nobody, and ends', async () => {
  const resume = { session: '01a20033-5582-7ad2-8f09-3f748d44a3bd', prompt: 'Go on.', stateDir: lane.folder };
  const { result } = await run([done], { resume });
  expect(result).toMatchObject({ outcome: 'crashed', requests: 0, detail: expect.stringContaining('no rollout found') });
  expect(model!.requests).toEqual([]);
});
