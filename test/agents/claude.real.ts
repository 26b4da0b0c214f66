import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { nodeClock } from '../../src/host/node-clock.ts';
import { nodeCommands } from '../../src/host/node-commands.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { AgentEvent, AgentResult, AgentRun, RunSpec } from '../../src/model/agent.ts';
import { scriptedModel, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';

const program = process.env['XPAR_TEST_CLAUDE']!;
const scratch = path.resolve('node_modules/.cache/xpar-agents/scratch');
const ports = { commands: nodeCommands(), files: nodeFiles(), clock: nodeClock() };
const adapter = claudeAgent({ kind: 'claude', command: [program] }, ports);

let folder: string;
let cwd: string;
let model: ScriptedModel | undefined;

beforeEach(() => {
  mkdirSync(scratch, { recursive: true });
  folder = realpathSync(mkdtempSync(path.join(scratch, 'lane-')));
  cwd = path.join(folder, 'worktree');
  for (const name of ['worktree', 'home', 'state']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(cwd, 'add.mjs'), 'export const add = (a, b) => a - b;\n');
});
afterEach(async () => {
  await model?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  readonly events: readonly AgentEvent[];
  readonly result: AgentResult;
}

async function run(
  turns: readonly Turn[],
  more: Partial<RunSpec> = {},
  onEvent: (event: AgentEvent, run: AgentRun) => void = () => {},
): Promise<Seen> {
  model = await scriptedModel(turns, cwd);
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: path.join(folder, 'home'),
    ANTHROPIC_API_KEY: 'scripted-key',
    ANTHROPIC_BASE_URL: model.url,
  };
  const limits = { contextTokens: 100_000, wallMs: 60_000, idleMs: 60_000 };
  const spec: RunSpec = {
    story: 'add',
    cwd,
    prompt: 'Fix add.',
    model: 'claude-sonnet-4-6',
    env,
    stateDir: path.join(folder, 'state'),
    limits,
    ...more,
  };
  const agent = adapter.run(spec);
  const events: AgentEvent[] = [];
  for await (const event of agent) {
    events.push(event);
    onEvent(event, agent);
  }
  return { events, result: await agent.result };
}

const read: Turn = { blocks: [{ text: 'Reading.' }, { tool: 'Read', input: { file_path: '@CWD@/add.mjs' } }] };
const edit: Turn = {
  blocks: [{ tool: 'Edit', input: { file_path: '@CWD@/add.mjs', old_string: 'a - b', new_string: 'a + b' } }],
};
const bash = (command: string): Turn => ({ blocks: [{ tool: 'Bash', input: { command, description: 'run it' } }] });
const done: Turn = { blocks: [{ text: 'Done.' }] };

test('the real program is found by its version', async () => {
  expect(folder).not.toBe(homedir());
  expect(await adapter.probe({ HOME: folder, PATH: '/usr/bin:/bin' })).toMatchObject({
    ok: true,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
});

test('it edits the worktree, runs a command, and is measured', async () => {
  const { events, result } = await run([read, edit, bash('node -e "console.log(1)" && cat add.mjs'), done]);
  expect(result).toMatchObject({
    outcome: 'completed',
    requests: 4,
    denials: 0,
    spendSource: 'agent-total',
    reads: ['add.mjs'],
    edits: ['add.mjs'],
  });
  expect(result.exit).toEqual({ code: 0, signal: null });
  expect(result.unauditedCommands).toHaveLength(1);
  expect(readFileSync(path.join(cwd, 'add.mjs'), 'utf8')).toContain('a + b');
  const requests = events.filter((event) => event.t === 'request');
  expect(requests).toHaveLength(4);
  expect(requests.at(-1)!.context).toBeGreaterThan(result.firstContext!);
  expect(result.peakContext).toBe(result.firstContext! + result.workingTokens!);
  expect(requests.reduce((sum, event) => sum + event.delta.output, 0)).toBe(result.spend.output);
});

test('the lean profile offers four tools, and the prompt is the first message', async () => {
  await run([done]);
  expect(model!.requests[0]!.tools!.map((tool) => tool.name).toSorted()).toEqual(['Bash', 'Edit', 'Read', 'Write']);
  expect(JSON.stringify(model!.requests[0]!.messages)).toContain('Fix add.');
});

test('drift is told by a line in the event file', async () => {
  const { events, result } = await run([bash(`echo '{"type":"drift","adr":"ADR-3","note":"grams"}' >> "$XPAR_EVENTS"`), done]);
  expect(result).toMatchObject({ outcome: 'completed', denials: 0 });
  expect(events).toContainEqual({ t: 'drift', adr: 'ADR-3', note: 'grams' });
});

test('what the brief forbids is refused, and a session that got nothing else done is denied', async () => {
  const { events, result } = await run([bash('git push origin main'), done]);
  expect(result).toMatchObject({ outcome: 'denied', denials: 1 });
  expect(events).toContainEqual(expect.objectContaining({ t: 'denied', tool: 'Bash' }));
});

test('a key that is refused is a config error', async () => {
  const { result } = await run([{ status: 401, error: { type: 'authentication_error', message: 'invalid x-api-key' } }]);
  expect(result).toMatchObject({ outcome: 'config-error', requests: 0, detail: expect.stringContaining('401') });
});

test('an overloaded service is tried again, and the session goes on', async () => {
  const { events, result } = await run([{ status: 529, error: { type: 'overloaded_error', message: 'Overloaded' } }, done]);
  expect(events).toContainEqual(expect.objectContaining({ t: 'retry', attempt: 1, cause: '529 overloaded' }));
  expect(result).toMatchObject({ outcome: 'completed', requests: 1 });
});

test('a session that stalls is stopped by a person, and its work and spend are known', async () => {
  const { result } = await run(
    [read, edit, { blocks: [{ text: 'thinking' }, { text: 'never' }], stalls: true }],
    {},
    (event, agent) => {
      if (event.t === 'text' && event.text === 'thinking') void agent.stop('user');
    },
  );
  expect(result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person', edits: ['add.mjs'] });
  expect(result.spend.output).toBeGreaterThan(0);
});

test('a request over the ceiling is interrupted, and the statistics come with it', async () => {
  const { result } = await run([read, { blocks: [{ text: 'A long answer' }], stalls: true, contextTokens: 120_001 }, done]);
  expect(result).toMatchObject({ outcome: 'context-exceeded', spendSource: 'agent-total', requests: 2 });
  expect(result.detail).toBe('stopped at 120001 tokens of context; the limit is 100000');
  expect(model!.requests).toHaveLength(2);
});

test('at the end of a budget its turn ends, and it hands back in one more', async () => {
  const { result } = await run([read, { blocks: [{ text: 'Half of it is done.' }] }], {}, (event, agent) => {
    if (event.t === 'request') void agent.stop('budget');
  });
  expect(result).toMatchObject({ outcome: 'stopped', report: 'Half of it is done.', exit: { code: 0 } });
  expect(JSON.stringify(model!.requests.at(-1)!.messages)).toContain('Hand back now');
  const { input, cacheRead, output } = result.spend;
  expect({ input, cacheRead, output }).toEqual(model!.billed);
});

test('it tells its own context before anything is sent, and a null prompt finds nearly the same', async () => {
  model = await scriptedModel([done], cwd);
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: path.join(folder, 'home'),
    ANTHROPIC_API_KEY: 'scripted-key',
    ANTHROPIC_BASE_URL: model.url,
  };
  const limits = { contextTokens: 100_000, wallMs: 60_000, idleMs: 60_000 };
  const stateDir = path.join(folder, 'state');
  const spec = { story: 'base', cwd, prompt: 'Reply with ok.', model: 'claude-sonnet-4-6', env, stateDir, limits };
  const told = await adapter.overhead!(spec);
  expect(model.requests).toEqual([]);
  expect(told).toEqual({ tokens: expect.any(Number) });
  const asked = adapter.run(spec);
  for await (const _ of asked);
  const { firstContext } = await asked.result;
  // The scripted model counts four bytes a token, and the program counts as it likes: the same order is all there is to say.
  expect((told as { tokens: number }).tokens / firstContext!).toBeGreaterThan(0.5);
  expect((told as { tokens: number }).tokens / firstContext!).toBeLessThan(2);
});

test('an effort is passed on to the model', async () => {
  const hard = claudeAgent({ kind: 'claude', command: [program], effort: 'high' }, ports);
  model = await scriptedModel([done], cwd);
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: path.join(folder, 'home'),
    ANTHROPIC_API_KEY: 'scripted-key',
    ANTHROPIC_BASE_URL: model.url,
  };
  const limits = { contextTokens: 100_000, wallMs: 60_000, idleMs: 60_000 };
  const run = hard.run({
    story: 'add',
    cwd,
    prompt: 'x',
    model: 'claude-sonnet-4-6',
    env,
    stateDir: path.join(folder, 'state'),
    limits,
  });
  for await (const _ of run);
  expect((await run.result).outcome).toBe('completed');
  expect(model.requests[0]).toMatchObject({ output_config: { effort: 'high' } });
});

test('what no rule covers is asked, held without a clock, and done or not as it is answered', async () => {
  const outside = path.join(folder, 'outside.txt');
  const write: Turn = { blocks: [{ tool: 'Write', input: { file_path: outside, content: 'x' } }] };
  const asked: unknown[] = [];
  const { result, events } = await run([write, bash('echo hi > made.txt'), edit, done], {
    mayRun: () => false,
    approve: async ({ tool, command, paths }) => {
      asked.push([tool, command ?? paths]);
      return tool === 'Write' ? { allow: true } : { allow: false, why: 'a person refused it: no' };
    },
  });
  expect(asked).toEqual([
    ['Write', [outside]],
    ['Bash', 'echo hi > made.txt'],
  ]);
  expect(readFileSync(outside, 'utf8')).toBe('x');
  expect(events).toContainEqual({
    t: 'denied',
    tool: 'Bash',
    reason: 'a person refused it: no',
    action: 'echo hi > made.txt',
  });
  expect(result).toMatchObject({ outcome: 'completed', denials: 1 });
  expect(JSON.stringify(model!.requests.at(-1)!.messages)).toContain('a person refused it: no');
});

test('where the answer does not come it is interrupted, and hands back in one more turn', async () => {
  const write: Turn = { blocks: [{ tool: 'Write', input: { file_path: '/etc/xpar-nobody', content: 'x' } }] };
  let stop = (): void => {};
  const { result } = await run(
    [read, write, { blocks: [{ text: 'I wait for a word.' }] }],
    {
      approve: async () => {
        stop();
        return { allow: false, cancelled: true };
      },
    },
    (_event, agent) => (stop = () => void agent.stop('answer')),
  );
  expect(result).toMatchObject({ outcome: 'stopped', report: 'I wait for a word.' });
  expect(JSON.stringify(model!.requests.at(-1)!.messages)).toContain('a person has to be heard first');
});
