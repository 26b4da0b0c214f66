import { describe, expect, test } from 'vitest';
import { acpResult } from '../../src/agents/acp-result.ts';
import { ID } from '../../src/agents/acp-state.ts';
import type { AgentResult } from '../../src/model/agent.ts';
import { left, limits } from '../rig/recorded-claude.ts';
import { acpLines, acpNames, acpResultOf, reduceAcpLines, TASK } from '../rig/recorded-acp.ts';

/** Outcome; context of the first request, the largest; fresh input, cache reads, cache writes and output, where it tells them. */
const EXPECTED: Readonly<Record<string, readonly [string, number?, number?, (readonly number[])?]>> = {
  'claude-claude-ok': ['completed', 19_461, 20_158, [15, 59_862, 20_127, 259]],
  'claude-claude-ok-fs': ['completed', 19_469, 20_177, [12, 41_218, 38_827, 265]],
  'claude-claude-ok-deny': ['completed', 19_466, 20_107, [15, 59_830, 20_076, 265]],
  'claude-e401': ['crashed'],
  'claude-stall20-cancel': ['stopped', 19_463, 19_601],
  'codex-codex-ok': ['completed', 9_177, 9_860, [9_844, 28_168, 0, 193]],
  'gemini-gemini-ok': ['completed'],
  'gemini-gemini-ok-fs': ['crashed'],
  'opencode-opencode-ok': ['completed', 7_413, 7_413],
};

test('every recorded stream of the protocol has what is expected of it', () => {
  expect(Object.keys(EXPECTED).toSorted()).toEqual(acpNames().toSorted());
});

test.each(Object.entries(EXPECTED))('the recorded session %s', (name, [outcome, first, peak, spend]) => {
  const result = acpResultOf(name);
  expect([result.outcome, result.firstContext, result.peakContext]).toEqual([outcome, first, peak]);
  const { input, cacheRead, cacheWrite, output } = result.spend;
  expect(result.spendSource).toBe(spend === undefined ? 'none' : 'agent-total');
  expect([input, cacheRead, cacheWrite, output]).toEqual(spend ?? [0, 0, 0, 0]);
});

test.each([
  ['claude-claude-ok', 4],
  ['codex-codex-ok', 4],
])('%s made %i requests, whether it tells of each when it begins or when it has ended', (name, requests) => {
  expect(acpResultOf(name).requests).toBe(requests);
});

test.each(['claude-claude-ok', 'codex-codex-ok', 'gemini-gemini-ok', 'opencode-opencode-ok'])(
  '%s tells what it read, edited and ran, relative to its worktree',
  (name) => {
    expect(acpResultOf(name)).toMatchObject({
      reads: ['add.mjs'],
      edits: ['add.mjs', 'add.test.mjs'],
      commands: [expect.stringMatching(/^node add\.test\.mjs && git add -A/)],
    });
  },
);

test('only once is asked to be allowed, by the option that the agent names so', () => {
  const { sent } = reduceAcpLines(acpLines('gemini-gemini-ok'), { ...TASK, config: { authMethod: 'gemini-api-key' } });
  expect(sent.map((message) => 'method' in message && message.method)).toEqual([
    'authenticate',
    'session/new',
    'session/prompt',
    false,
    false,
    false,
  ]);
  expect(sent.at(-1)).toMatchObject({ result: { outcome: { outcome: 'selected', optionId: 'proceed_once' } } });
});

test('what the card does not cover is refused to a real agent too', () => {
  const { sent, events } = reduceAcpLines(acpLines('claude-claude-ok-deny'), {
    ...TASK,
    mayEdit: (file) => file === 'add.test.mjs',
  });
  expect(sent.slice(2)).toMatchObject([
    { result: { outcome: { optionId: 'reject' } } },
    { result: { outcome: { optionId: 'allow-once' } } },
    { result: { outcome: { optionId: 'allow-once' } } },
  ]);
  expect(events.filter(({ t }) => t === 'denied')).toEqual([
    { t: 'denied', tool: 'Edit', reason: "add.mjs lies outside the story's files", action: 'add.mjs' },
  ]);
});

test('a budgeted model that a real agent lists is found under its own name for it', () => {
  const model = (name: string, wanted: string) => {
    const { sent } = reduceAcpLines(acpLines(name), { ...TASK, model: wanted });
    return sent.find((message) => JSON.stringify(message).includes('"session/set_'));
  };
  expect(model('opencode-opencode-ok', 'claude-haiku-4-5')).toMatchObject({
    method: 'session/set_config_option',
    params: { configId: 'model', value: 'anthropic/claude-haiku-4-5' },
  });
  expect(model('codex-codex-ok', 'gpt-5.5')).toBeUndefined();
  expect(model('gemini-gemini-ok', 'gemini-2.5-pro')).toMatchObject({
    method: 'session/set_model',
    params: { modelId: 'gemini-2.5-pro' },
  });
});

test('asked to stop, what finished first is done', () => {
  expect(acpResultOf('codex-codex-ok', TASK, { ...left(null, 'SIGTERM'), stopped: 'user' }).outcome).toBe('completed');
});

test.each([
  '',
  '{',
  '[]',
  '7',
  '{"id":99}',
  '{"id":6,"error":null}',
  '{"method":"session/update"}',
  '{"method":"session/update","params":{"update":[]}}',
  '{"id":1,"method":"session/request_permission"}',
])('%j breaks nothing', (line) => {
  expect(reduceAcpLines([line]).state.tools.size).toBe(0);
});

test('a session is opened with the server of its lane, where it is to have one', () => {
  const opening = (task: object): unknown =>
    reduceAcpLines(acpLines('gemini-gemini-ok'), { ...TASK, config: {}, ...task }).sent.find(
      (message) => 'method' in message && message.method === 'session/new',
    );
  expect(opening({})).toMatchObject({ params: { mcpServers: [] } });
  expect(opening({ mcp: ['node', 'xpar.mjs', 'mcp'] })).toMatchObject({
    params: { mcpServers: [{ name: 'xpar', command: 'node', args: ['xpar.mjs', 'mcp'], env: [] }] },
  });
});

describe('a turn that is said to have ended, of a thread that broke', () => {
  const info = (type: string): string =>
    JSON.stringify({
      method: 'session/update',
      params: { update: { sessionUpdate: 'session_info_update', _meta: { codex: { threadStatus: { type } } } } },
    });
  const says = (text: string): string =>
    JSON.stringify({
      method: 'session/update',
      params: { update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } } },
    });
  const ended = JSON.stringify({ id: ID.prompt, result: { stopReason: 'end_turn' } });
  const resultOf = (...lines: readonly string[]): AgentResult =>
    acpResult(reduceAcpLines([...lines, ended]).state, left(0), 'agent', limits);

  test.each([
    ['Missing environment variable: `OPENAI_API_KEY`.', 'config-error'],
    ['exceeded retry limit, last status: 429 Too Many Requests', 'limit'],
    ['unexpected status 529: Overloaded', 'transient'],
    ['something else', 'failed'],
  ])('is what its last words say: %s', (words, outcome) => {
    expect(resultOf(info('active'), info('systemError'), says(`${words}\n\n`))).toMatchObject({
      outcome,
      detail: expect.stringContaining(`it could not answer: ${words}`),
    });
  });

  test('is done where the thread went on', () => {
    expect(resultOf(info('systemError'), info('active'), says('Done.')).outcome).toBe('completed');
    expect(resultOf(says('Done.'), info('idle')).outcome).toBe('completed');
  });
});

test.each([
  ['rate_limit', 'limit'],
  ['usageLimitExceeded', 'limit'],
  ['model_not_found', 'config-error'],
  ['server_error', 'transient'],
  ['never_heard_of', 'failed'],
])('an error that an adapter names %s is told as that, whatever its words', (kind, outcome) => {
  const error = { code: -32_603, message: 'Internal error', data: { errorKind: kind } };
  const { state } = reduceAcpLines([JSON.stringify({ id: ID.prompt, error })]);
  expect(acpResult(state, left(0), 'agent', limits).outcome).toBe(outcome);
});
