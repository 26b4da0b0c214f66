import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { acpAgent } from '../../src/agents/acp.ts';
import type { AgentEvent } from '../../src/model/agent.ts';
import { realPorts, type Seen } from '../rig/real-lane.ts';
import { cwd, folder, lanesForEach, run } from './acp-lane.ts';

lanesForEach();

const denials = ({ events }: Seen): readonly AgentEvent[] => events.filter(({ t }) => t === 'denied');

test('it gets the prompt, edits what it may, and is measured', async () => {
  const seen = await run([
    { usage: { used: 9_000, size: 200_000 } },
    { read: 'add.mjs' },
    { usage: { used: 9_100, size: 200_000 } },
    { write: { path: 'src/new.mjs', content: '@PROMPT@' } },
    { usage: { used: 9_300, size: 200_000, cost: { amount: 0.25, currency: 'USD' } } },
    { say: 'Done.' },
    { usage: { used: 9_320, size: 200_000 } },
    { turn: { inputTokens: 100, cachedReadTokens: 27_300, outputTokens: 40, totalTokens: 27_440 } },
  ]);
  expect(seen.result).toMatchObject({
    outcome: 'completed',
    session: 'fake-1',
    firstContext: 9_000,
    peakContext: 9_320,
    workingTokens: 320,
    requests: 3,
    spend: { input: 100, cacheRead: 27_300, cacheWrite: 0, output: 40, usd: 0.25 },
    spendSource: 'agent-total',
    reads: ['add.mjs'],
    edits: ['src/new.mjs'],
    report: 'Done.',
  });
  expect(readFileSync(path.join(cwd, 'src/new.mjs'), 'utf8')).toBe('Fix add.');
  expect(seen.events).toContainEqual(expect.objectContaining({ t: 'request', context: 9_000, window: 200_000 }));
});

test("what lies outside the worktree or the story's files is refused and told, whoever asks", async () => {
  const seen = await run(
    [
      { write: { path: '../sibling.txt', content: 'x' } },
      { write: { path: 'other/b.mjs', content: 'x' } },
      { write: { path: 'src/a.mjs', content: 'x' } },
      { ask: { kind: 'execute', title: 'push', rawInput: { command: 'git -c a=b push origin main' } } },
      { ask: { kind: 'fetch', title: 'get a page' } },
      { ask: { kind: 'edit', title: 'edit something' } },
      { ask: { kind: 'execute', title: 'list', rawInput: { command: 'ls' } } },
    ],
    { mayEdit: (file) => file.startsWith('src/') },
  );
  expect(denials(seen)).toEqual([
    {
      t: 'denied',
      tool: 'write',
      reason: expect.stringContaining('lies outside the worktree'),
      action: expect.stringContaining('sibling.txt'),
    },
    { t: 'denied', tool: 'write', reason: "other/b.mjs lies outside the story's files", action: 'other/b.mjs' },
    { t: 'denied', tool: 'push', reason: "`git -c a=b push` is not a story's to do", action: 'git -c a=b push origin main' },
    { t: 'denied', tool: 'get a page', reason: 'no rule covers this tool' },
    { t: 'denied', tool: 'edit something', reason: 'it does not say which file' },
  ]);
  expect(seen.result).toMatchObject({ outcome: 'completed', denials: 5, edits: ['src/a.mjs'], commands: ['ls'] });
  expect(existsSync(path.join(folder, 'sibling.txt'))).toBe(false);
});

test('one to which everything was refused is denied, whatever it says', async () => {
  const { result } = await run([{ write: { path: '/etc/xpar', content: 'x' } }, { say: 'All done!' }]);
  expect(result).toMatchObject({ outcome: 'denied', detail: 'refused: write', edits: [] });
});

test('a newer protocol is refused in words', async () => {
  const { result } = await run([{ version: 2 }]);
  expect(result).toMatchObject({
    outcome: 'config-error',
    detail:
      'it could not initialize: it speaks version 2 of the protocol, and xpar version 1: a newer xpar may know it, or an older agent',
  });
});

test('one that is not signed in says so, with the ways there are; the configured way is taken', async () => {
  const { result } = await run([{ needsSignIn: true }]);
  expect(result).toMatchObject({
    outcome: 'config-error',
    detail:
      'it could not open a session: Authentication required; sign in with the program itself, or set authMethod to one of a-key',
  });
  expect((await run([{ needsSignIn: true }], {}, { config: { authMethod: 'a-key' } })).result.outcome).toBe('completed');
  const wrong = await run([{}], {}, { config: { authMethod: 'b-key' } });
  expect(wrong.result).toMatchObject({
    outcome: 'config-error',
    detail: 'it could not sign in: it has no authMethod `b-key`; it has a-key',
  });
});

test("the story's model is chosen by its own name for it; one it has not is refused with those it has", async () => {
  const { events } = await run([{ models: ['other', 'scripted/m-1'] }]);
  expect(readFileSync(path.join(cwd, 'chosen.txt'), 'utf8')).toBe('scripted/m-1');
  expect(events).toContainEqual({ t: 'session', id: 'fake-1', model: 'm-1', tools: [], version: '0.1.0' });
  expect((await run([{ models: ['a', 'b'] }])).result).toMatchObject({
    outcome: 'config-error',
    detail: 'it could not take the model: it has no model `m-1`; it has a, b',
  });
});

test('an effort that it does not have is refused', async () => {
  expect((await run([{ models: ['m-1'] }], {}, { config: { effort: 'high' } })).result).toMatchObject({
    outcome: 'config-error',
    detail: 'it could not take the effort: it has no effort `high`; it has none',
  });
});

test('lines that are no messages are kept, and requests nobody offered are answered', async () => {
  const odd = { jsonrpc: '2.0', id: 'x', method: 'fs/read_text_file', params: { path: '/etc/passwd' } };
  const { events, result } = await run([
    { raw: 'Loading…' },
    { raw: '{"jsonrpc": "2.0", ' },
    { raw: '[1]' },
    { raw: JSON.stringify(odd) },
  ]);
  expect(result.outcome).toBe('completed');
  expect(events.filter(({ t }) => t === 'raw')).toHaveLength(3);
});

test.each([
  [{ code: -32_603, message: 'Internal error', data: { details: '401 invalid x-api-key' } }, 'config-error'],
  [{ code: -32_603, message: '429 rate limit reached' }, 'limit'],
  [{ code: -32_603, message: '529 Overloaded' }, 'transient'],
  [{ code: -32_603, message: 'the prompt is too long' }, 'context-exceeded'],
  [{ code: -32_603, message: 'no idea' }, 'failed'],
])('an error %j is named', async (fail, outcome) => {
  expect((await run([{ fail }])).result).toMatchObject({ outcome, detail: expect.stringContaining(fail.message) });
});

test.each([
  ['cancelled', 'stopped'],
  ['max_tokens', 'limit'],
  ['refusal', 'failed'],
  ['a new reason', 'failed'],
])("a turn that ends with '%s' has its outcome", async (stop, outcome) => {
  expect((await run([{ stop }])).result.outcome).toBe(outcome);
});

test('one that hangs is cancelled by its own word, and keeps what it did', async () => {
  const { result } = await run(
    [{ write: { path: 'a.mjs', content: 'x' } }, { say: 'hanging' }, { hang: true }],
    {},
    {
      onEvent: (event, agent) => {
        if (event.t === 'text') void agent.stop('user');
      },
    },
  );
  expect(result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person', edits: ['a.mjs'] });
});

test('over its ceiling it is cancelled', async () => {
  const { result } = await run([{ usage: { used: 120_001, size: 200_000 } }, { hang: true }]);
  expect(result).toMatchObject({
    outcome: 'context-exceeded',
    detail: 'stopped at 120001 tokens of context; the limit is 100000',
  });
});

test('a silent one is stopped, one that leaves without a word has crashed', async () => {
  const limits = { contextTokens: 1_000, wallMs: 60_000, idleMs: 300 };
  expect((await run([{ deaf: true }], { limits })).result).toMatchObject({
    outcome: 'stopped',
    requests: 0,
    spendSource: 'none',
  });
  expect((await run([{ exit: 0 }])).result).toMatchObject({
    outcome: 'crashed',
    detail: 'it ended without an answer, exit code 0',
  });
});

test('what a killed build left is read from its log', async () => {
  const { result } = await run([
    { usage: { used: 9_000, size: 200_000 } },
    { write: { path: 'a.mjs', content: 'x' } },
    { say: 'Done.' },
    { turn: { inputTokens: 10, cachedReadTokens: 9_000, outputTokens: 4 } },
  ]);
  const adapter = acpAgent({ kind: 'acp', command: ['-'] }, realPorts);
  const stateDir = path.join(folder, 'state');
  const found = await adapter.left({ cwd, stateDir, limits: { contextTokens: 1, wallMs: 1, idleMs: 1 } });
  const { exit: _, ...heard } = result;
  expect(found!.result).toMatchObject(heard);
});
