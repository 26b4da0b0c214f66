import { expect, test } from 'vitest';
import type { LaneBook } from '../../src/agents/lane-book.ts';
import { mcpStep, type McpStep } from '../../src/agents/mcp.ts';

const BOOK: LaneBook = {
  schemaVersion: 1,
  story: 'add',
  title: 'Add',
  card: 'Two rows.',
  adrs: [{ id: 'ADR-1', title: 'Whole', text: '# ADR-1: Whole' }],
  budget: { floorTokens: 1_000, ceilingTokens: 5_000, hardTokens: 100_000 },
};
const step = (message: unknown, meter?: { contextTokens: number; spentTokens: number; requests: number }): McpStep =>
  mcpStep({ book: BOOK, ...(meter ? { meter } : {}) }, '1', typeof message === 'string' ? message : JSON.stringify(message));
const call = (name: string, given: object = {}): McpStep =>
  step({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: given } });

test('it speaks the version that it is asked for, or its newest', () => {
  const ask = (protocolVersion: string): unknown =>
    step({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion } });
  expect(ask('2024-11-05')).toMatchObject({
    send: { id: 1, result: { protocolVersion: '2024-11-05', capabilities: { tools: {} } } },
  });
  expect(ask('1999-01-01')).toMatchObject({ send: { result: { protocolVersion: '2025-11-25' } } });
});

test('it has six tools, each with what it takes', () => {
  const { send } = step({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) as {
    send: { result: { tools: { name: string; inputSchema: { required: string[] } }[] } };
  };
  expect(send.result.tools.map(({ name, inputSchema }) => [name, inputSchema.required])).toEqual([
    ['get_card', []],
    ['get_adr', ['id']],
    ['budget_left', []],
    ['checkpoint', ['text']],
    ['request_approval', ['action', 'why']],
    ['contract_drift', ['adr', 'note']],
  ]);
});

test.each([
  ['get_card', {}, { text: '# Add\n\nTwo rows.' }],
  ['get_adr', { id: ' adr-1 ' }, { text: '# ADR-1: Whole' }],
  ['get_adr', { id: '../../etc/passwd' }, { isError: true, text: 'not in your scope; it has ADR-1' }],
  ['get_adr', {}, { isError: true, text: 'needs id' }],
  ['checkpoint', { text: 'half' }, { tell: { type: 'checkpoint', next: 'half' } }],
  ['contract_drift', { adr: 'ADR-1', note: 'halves' }, { tell: { type: 'drift', adr: 'ADR-1', note: 'halves' } }],
  ['request_approval', { action: 'npm i x', why: 'needed' }, { ask: { action: 'npm i x', why: 'needed' } }],
  ['request_approval', { action: 'npm i x', why: ' ' }, { isError: true, text: 'needs why' }],
] as const)('%s %j', (name, given, called) => {
  expect(call(name, given)).toMatchObject({ called });
});

test('what is left is counted from the last request', () => {
  const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'budget_left' } };
  const { called } = step(message, { contextTokens: 4_000, spentTokens: 9, requests: 2 }) as { called: { text: string } };
  expect(JSON.parse(called.text)).toMatchObject({ leftToCeiling: 1_000, leftToHardLimit: 96_000, spentTokens: 9 });
});

test.each([
  ['half a line', '{"jsonrpc":', { send: { id: null, error: { code: -32_700 } } }],
  ['a list', '[]', { send: { error: { code: -32_700 } } }],
  ['an unknown method', { id: 1, method: 'resources/list' }, { send: { error: { code: -32_601 } } }],
  ['an unknown tool', { id: 1, method: 'tools/call', params: { name: 'toString' } }, { send: { error: { code: -32_602 } } }],
  ['a notification', { method: 'notifications/initialized' }, {}],
  ['an answer to nothing', { id: 1, result: {} }, {}],
  ['an empty line', ' ', {}],
])('%s', (_what, message, expected) => {
  expect(step(message)).toMatchObject(expected);
  expect('send' in step(message)).toBe('send' in expected);
});
