import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandAgent } from '../../src/agents/command.ts';
import { nodeClock } from '../../src/host/node-clock.ts';
import { nodeCommands } from '../../src/host/node-commands.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { AgentEvent, AgentResult, RunSpec } from '../../src/model/agent.ts';

const ports = { commands: nodeCommands(), files: nodeFiles(), clock: nodeClock() };
let folder: string;
let cwd: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-agent-')));
  cwd = path.join(folder, 'worktree');
  mkdirSync(cwd);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function specOf(more: Partial<RunSpec> = {}): RunSpec {
  const limits = { contextTokens: 10_000, wallMs: 30_000, idleMs: 30_000 };
  return {
    story: 'weigh',
    cwd,
    prompt: 'Weigh it: ü\n',
    model: 'm-1',
    env: { GIVEN: 'yes' },
    stateDir: path.join(folder, 'state'),
    limits,
    ...more,
  };
}

/** Runs a little program whose `tell(object)` appends an event line. */
async function run(script: string, more: Partial<RunSpec> = {}): Promise<{ events: AgentEvent[]; result: AgentResult }> {
  const tell = `const fs = require('fs'); const tell = (e) => fs.appendFileSync(process.env.XPAR_EVENTS, typeof e === 'string' ? e : JSON.stringify(e) + '\\n');`;
  writeFileSync(path.join(folder, 'agent.cjs'), `${tell}\n${script}`);
  const agent = commandAgent({ kind: 'command', command: [process.execPath, path.join(folder, 'agent.cjs')] }, ports).run(
    specOf(more),
  );
  const events: AgentEvent[] = [];
  for await (const event of agent) events.push(event);
  return { events, result: await agent.result };
}

const usage = (id: string, context: number, output = 10) => ({
  type: 'usage',
  id,
  input: 100,
  cacheRead: context - 100,
  cacheWrite: 0,
  output,
  context,
});

test('it finds its story, prompt, model, try and event file, and nothing it was not given', async () => {
  const { events } = await run(`
    const { XPAR_STORY, XPAR_MODEL, XPAR_ATTEMPT, XPAR_PROMPT_FILE, GIVEN } = process.env;
    const stdin = fs.readFileSync(0, 'utf8');
    console.log(JSON.stringify([XPAR_STORY, XPAR_MODEL, XPAR_ATTEMPT, GIVEN, stdin, fs.readFileSync(XPAR_PROMPT_FILE, 'utf8') === stdin, process.cwd()]));
    console.log(Object.keys(process.env).sort().join());`);
  const said = events.map((event) => (event.t === 'raw' ? event.line : ''));
  expect(JSON.parse(said[0]!)).toEqual(['weigh', 'm-1', '1', 'yes', 'Weigh it: ü\n', true, cwd]);
  expect(said[1]).toBe('GIVEN,XPAR_ATTEMPT,XPAR_EVENTS,XPAR_MARK,XPAR_MODEL,XPAR_PROMPT_FILE,XPAR_STORY');
});

test('a retry is told its number', async () => {
  const { events } = await run('console.log(process.env.XPAR_ATTEMPT)', { attempt: 3 });
  expect(events).toEqual([{ t: 'raw', line: '3' }]);
});

test('exit code 0 is done, any other is failed with what it last said', async () => {
  expect((await run('')).result).toMatchObject({
    outcome: 'completed',
    exit: { code: 0, signal: null },
    spendSource: 'none',
    requests: 0,
  });
  const { result } = await run(`console.error('no scale'); process.exit(4)`);
  expect(result).toMatchObject({ outcome: 'failed', detail: 'exit code 4: no scale' });
  expect((await run(`process.kill(process.pid, 'SIGKILL')`)).result).toMatchObject({
    outcome: 'crashed',
    detail: 'signal SIGKILL',
  });
});

test('a program that is missing is a config error, and so is told by the probe', async () => {
  const adapter = commandAgent({ kind: 'command', command: ['no-such-agent-here'] }, ports);
  expect(await adapter.probe({ PATH: '/usr/bin:/bin' })).toEqual({
    ok: false,
    version: '',
    problem: 'there is no program `no-such-agent-here`',
  });
  expect(await adapter.run(specOf()).result).toMatchObject({
    outcome: 'config-error',
    detail: expect.stringContaining('no-such-agent-here'),
  });
  const found = commandAgent({ kind: 'command', command: [path.basename(process.execPath)] }, ports);
  expect(await found.probe({ PATH: path.dirname(process.execPath) })).toMatchObject({ ok: true });
});

test('usage is counted once per id, and the last copy of an id wins', async () => {
  const lines = [usage('m1', 900, 1), usage('m1', 900, 300), usage('m2', 1_500, 200), usage('m1', 950, 300)];
  const { events, result } = await run(`${JSON.stringify(lines)}.forEach(tell)`);
  expect(events.filter((event) => event.t === 'request').map((event) => event.context)).toEqual([900, 1_500]);
  expect(result).toMatchObject({
    requests: 2,
    spendSource: 'per-request',
    firstContext: 950,
    workingTokens: 550 + 200,
    peakContext: 1_700,
    spend: { input: 200, cacheRead: 850 + 1_400, cacheWrite: 0, output: 500 },
  });
});

test('side requests are burn and not context', async () => {
  const { result } = await run(`${JSON.stringify([usage('m1', 900), { ...usage('s1', 9_999), main: false }])}.forEach(tell)`);
  expect(result).toMatchObject({ requests: 2, peakContext: 910, firstContext: 900 });
  expect(result.spend.cacheRead).toBe(800 + 9_899);
});

const BROKEN = [
  { type: 'usage', id: 'x', input: -1, output: 5 },
  { type: 'usage', id: 'x', input: 1e15, output: 5 },
  { type: 'usage', id: 'x', input: 1.5, output: 5 },
  { type: 'usage', id: 'x', input: '7', output: 5 },
  { type: 'usage', input: 7, output: 5 },
  { type: 'usage', id: 'x', input: 7, output: 5, usd: -1 },
  { type: 'drift', note: 'no adr' },
  { type: 'read', paths: [7] },
  { type: '__proto__' },
  'not an object',
];

test('lines that make no sense are kept as they are, and count for nothing', async () => {
  const lines = BROKEN.map((line) => JSON.stringify(line));
  const { events, result } = await run(`tell(${JSON.stringify(`${lines.join('\n')}\n{"type":"usage"`)})`);
  expect(events).toEqual([...lines, '{"type":"usage"'].map((line) => ({ t: 'raw', line })));
  expect(result).toMatchObject({ outcome: 'completed', spendSource: 'none', requests: 0 });
});

test('reads, edits, refusals, drift and notes are told', async () => {
  const lines = [
    { type: 'read', path: 'src/a.ts' },
    { type: 'edit', paths: ['src/b.ts', 'test/b.ts'] },
    { type: 'permission', tool: 'network', reason: 'offline' },
    { type: 'drift', adr: 'ADR-3', note: 'pounds' },
    { type: 'note', text: 'half way' },
  ];
  const { events, result } = await run(`${JSON.stringify(lines)}.forEach(tell)`);
  expect(events).toEqual([
    { t: 'tool', id: 'event-1', kind: 'read', paths: ['src/a.ts'], ok: true },
    { t: 'tool', id: 'event-2', kind: 'edit', paths: ['src/b.ts', 'test/b.ts'], ok: true },
    { t: 'denied', tool: 'network', reason: 'offline' },
    { t: 'drift', adr: 'ADR-3', note: 'pounds' },
    { t: 'text', text: 'half way' },
  ]);
  expect(result).toMatchObject({ outcome: 'completed', denials: 1, reads: ['src/a.ts'], edits: ['src/b.ts', 'test/b.ts'] });
});

test('events arrive while the program runs, and a request over the ceiling stops it', async () => {
  const { result } = await run(`tell(${JSON.stringify(usage('m1', 10_001))}); setInterval(() => {}, 1000)`);
  expect(result).toMatchObject({
    outcome: 'context-exceeded',
    detail: 'stopped at 10001 tokens of context; the limit is 10000',
    exit: { code: null, signal: 'SIGTERM' },
  });
});

test('an event file that cannot be followed is told and ends nothing', async () => {
  mkdirSync(path.join(folder, 'state/outbox/events.jsonl'), { recursive: true });
  const { events, result } = await run('');
  expect(events).toContainEqual({ t: 'raw', line: expect.stringContaining('the event file cannot be followed') });
  expect(result.outcome).toBe('completed');
});
