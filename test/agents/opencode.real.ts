import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acpAgent } from '../../src/agents/acp.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import { realLane, realPorts, type RealLane, type Seen } from '../rig/real-lane.ts';
import { scriptedModel, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';

const program = process.env['XPAR_TEST_OPENCODE']!;

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

/** It asks before every edit and every command, and knows the scripted model alone. A folder of settings would have it fetch packages. */
function configOf(url: string): string {
  const scripted = {
    npm: '@ai-sdk/openai-compatible',
    name: 'Scripted',
    options: { baseURL: `${url}/v1`, apiKey: 'scripted-key' },
    models: { 'scripted-1': { name: 'Scripted', limit: { context: 200_000, output: 8_000 } } },
  };
  const config = {
    model: 'scripted/scripted-1',
    small_model: 'scripted/scripted-1',
    autoupdate: false,
    share: 'disabled',
    provider: { scripted },
    permission: { edit: 'ask', bash: 'ask' },
  };
  return JSON.stringify(config);
}

async function run(
  turns: readonly Turn[],
  more: Partial<RunSpec> = {},
  onEvent: (event: AgentEvent, run: AgentRun) => void = () => {},
): Promise<Seen> {
  model = await scriptedModel(turns, lane.cwd);
  const adapter = acpAgent({ kind: 'acp', command: [program, 'acp'] }, realPorts);
  const env = {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_CONFIG_CONTENT: configOf(model.url),
  };
  return lane.run(adapter, { model: 'scripted-1', ...more, env: { ...env, ...more.env } }, onEvent);
}

const read: Turn = { blocks: [{ tool: 'read', input: { filePath: '@CWD@/add.mjs' } }] };
const edit: Turn = {
  blocks: [{ tool: 'edit', input: { filePath: '@CWD@/add.mjs', oldString: 'a - b', newString: 'a + b' } }],
};
const done: Turn = { blocks: [{ text: 'Done.' }] };

test('the real opencode is greeted, edits what the card covers, and tells what it read and changed', async () => {
  const adapter = acpAgent({ kind: 'acp', command: [program, 'acp'] }, realPorts);
  expect(await adapter.look!({ HOME: lane.home, PATH: '/usr/bin:/bin' })).toMatchObject({ remarks: [] });
  const { events, result } = await run([read, edit, done]);
  expect(result).toMatchObject({ outcome: 'completed', denials: 0, reads: ['add.mjs'], edits: ['add.mjs'], report: 'Done.' });
  expect(readFileSync(path.join(lane.cwd, 'add.mjs'), 'utf8')).toContain('a + b');
  expect(events).toContainEqual(expect.objectContaining({ t: 'session', model: 'scripted-1' }));
  // It tells its context once a turn: that of the last request, to the token.
  expect(result.requests).toBe(1);
  expect(model!.requests).toHaveLength(3);
});

test('the real opencode asks, and what the card does not cover is refused', async () => {
  const { events, result } = await run([edit, done], { mayEdit: () => false });
  expect(result).toMatchObject({ outcome: 'denied', denials: 1, edits: [] });
  const reason = "add.mjs lies outside the story's files";
  expect(events).toContainEqual({ t: 'denied', tool: expect.any(String), reason, action: 'add.mjs' });
  expect(readFileSync(path.join(lane.cwd, 'add.mjs'), 'utf8')).toContain('a - b');
});

test('the real opencode, stalled, is cancelled by a person', async () => {
  const { result } = await run([edit, { blocks: [{ text: 'thinking' }], stalls: true }], {}, (event, agent) => {
    if (event.t === 'text' && event.text.includes('thinking')) void agent.stop('user');
  });
  expect(result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person', edits: ['add.mjs'] });
});

test('a model that the real opencode does not have is refused with those it has', async () => {
  const { result } = await run([done], { model: 'gpt-0' });
  expect(result).toMatchObject({ outcome: 'config-error', detail: expect.stringContaining('it has no model `gpt-0`; it has') });
});

test('a refused key is named, and the story is not to blame', async () => {
  const { result } = await run([
    { status: 401, error: { type: 'invalid_request_error', message: 'Incorrect API key provided' } },
  ]);
  expect(result.outcome).toBe('config-error');
});
