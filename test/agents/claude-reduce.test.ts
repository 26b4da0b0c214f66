import { expect, test } from 'vitest';
import { claudeResult } from '../../src/agents/claude-result.ts';
import { left, limits, reduceLines, resultOf, session } from '../rig/recorded-claude.ts';

const requestsOf = (name: string) => session(name).events.filter((event) => event.t === 'request');

test('the recorded good session has its known context figures, one request per message id', () => {
  const contexts = requestsOf('ok').map((event) => event.context);
  expect(contexts).toEqual([19_437, 19_603, 19_943, 20_103]);
  expect(resultOf('ok')).toMatchObject({ firstContext: 19_437, requests: 4, session: '3813dc58-901f-43f3-94c6-5fe09758a18e' });
});

test('with partial messages the true output of each request is known, and peak = first + working', () => {
  const outputs = requestsOf('partial').map((event) => event.delta.output);
  const result = resultOf('partial');
  expect(outputs.slice(0, 2)).toEqual([46, 120]);
  expect(outputs.reduce((sum, output) => sum + output)).toBe(234);
  expect(result.spend.output).toBe(234);
  expect(result.peakContext).toBe(20_110 + outputs.at(-1)!);
  expect(result.peakContext).toBe(result.firstContext! + result.workingTokens!);
});

test('totals come from the result, once, with their price', () => {
  expect(resultOf('ok')).toMatchObject({
    spendSource: 'agent-total',
    spend: { input: 12, cacheWrite: 20_091, cacheRead: 58_983, output: 231, usd: 0.09653715 },
  });
});

test('a sub-agent is burn and not context', () => {
  expect(requestsOf('sub').map((event) => [event.main, event.context])).toEqual([
    [true, 19_436],
    [true, 19_705],
    [false, 8_436],
  ]);
  expect(resultOf('sub')).toMatchObject({
    firstContext: 19_436,
    peakContext: 19_706,
    requests: 3,
    spend: { input: 9, cacheWrite: 30_696, cacheRead: 25_448, output: 84 },
  });
});

test('a resumed session adds only what it used itself', () => {
  expect(resultOf('resume-2').spend).toEqual({
    input: 3,
    cacheWrite: 77,
    cacheRead: 20_109,
    output: 9,
    usd: 0.006465449999999999,
  });
});

test('a budget stop leaves `usage` at zero, and the spend is known all the same', () => {
  expect(resultOf('maxbudget').spend).toMatchObject({ cacheWrite: 19_471, output: 46 });
});

test('a session that was killed has the sum of its requests', () => {
  const result = resultOf('kill-stall-SIGTERM', left(null, 'SIGTERM'));
  expect(result).toMatchObject({ spendSource: 'per-request', requests: 2, firstContext: 873 });
  expect(result.spend.input + result.spend.cacheRead + result.spend.cacheWrite).toBe(873 + 982);
});

test('the last copy of a message wins, not the first', () => {
  const copy = (read: number, output: number): string =>
    JSON.stringify({
      type: 'assistant',
      message: {
        id: 'm',
        model: 'x',
        content: [],
        usage: { input_tokens: 1, cache_read_input_tokens: read, output_tokens: output },
      },
    });
  const { state } = reduceLines([copy(10, 1), copy(500, 40), copy(600, 1)]);
  const { spend, requests, firstContext } = claudeResult(state, left(1), 'claude', limits);
  expect({ spend, requests, firstContext }).toEqual({
    spend: { input: 1, cacheWrite: 0, cacheRead: 600, output: 40 },
    requests: 1,
    firstContext: 601,
  });
});

test('reads, edits and commands are told apart, paths from the worktree', () => {
  expect(resultOf('ok')).toMatchObject({ reads: ['add.mjs'], edits: ['add.mjs', 'add.test.mjs'] });
  expect(resultOf('audit')).toMatchObject({
    reads: ['add.mjs'],
    unauditedCommands: ['cat README.md; grep -rn add . --include=*.mjs'],
  });
  expect(resultOf('ok').unauditedCommands).toEqual([]);
  expect(session('ok').events.filter((event) => event.t === 'tool' && event.ok === true)).toHaveLength(4);
});

test('compactions and retries are told', () => {
  expect(session('compact').events).toContainEqual({ t: 'compacted', before: 190_065, after: 269 });
  expect(resultOf('compact').compactions).toBe(1);
  expect(session('e529x2').events).toContainEqual({ t: 'retry', attempt: 1, delayMs: 510, cause: '529 overloaded' });
});

const HOSTILE = [
  '',
  'not json',
  '{',
  'null',
  '[]',
  '7',
  '{"type":7}',
  '{"type":"assistant"}',
  '{"type":"assistant","message":[]}',
  '{"type":"user","message":{"content":[null,7,{}]}}',
];
const ABSURD = [
  '{"type":"result","permission_denials":7,"modelUsage":[]}',
  '{"type":"stream_event"}',
  '{"type":"system","subtype":"__proto__"}',
  '{"type":"new_kind"}',
];

test('nothing a line can hold is fatal, and what is unknown is kept', () => {
  const { state, events } = reduceLines([...HOSTILE, ...ABSURD]);
  expect(events).toContainEqual({ t: 'raw', line: '{"type":"new_kind"}' });
  expect(events).toContainEqual({ t: 'raw', line: 'not json' });
  expect(claudeResult(state, left(0), 'claude', limits).outcome).toBe('failed');
});

test('figures that cannot be are not counted', () => {
  const usage = { input_tokens: -5, cache_read_input_tokens: 1e300, cache_creation_input_tokens: '7', output_tokens: 2.5 };
  const { state } = reduceLines([JSON.stringify({ type: 'assistant', message: { id: 'm', model: 'x', content: [], usage } })]);
  expect(claudeResult(state, left(1), 'claude', limits).spend).toEqual({ input: 0, cacheWrite: 0, cacheRead: 0, output: 0 });
});

const bash = (command: string): string =>
  JSON.stringify({
    type: 'assistant',
    message: { id: 'm', model: 'x', content: [{ type: 'tool_use', id: 't', name: 'Bash', input: { command } }] },
  });

test.each(['cat a', 'cd b && grep -r x .', 'A=1 sed -n 1p a', "sh -c 'head a'", 'ls | xargs wc', 'true || git show HEAD:a'])(
  '%o may read what no audit sees',
  (command) => {
    expect(claudeResult(reduceLines([bash(command)]).state, left(0), 'claude', limits).unauditedCommands).toEqual([command]);
  },
);

test.each(['npm test | head -2', 'git log --oneline', 'node cat.mjs', 'echo concatenate'])(
  '%o reads no file past the audit',
  (command) => {
    expect(claudeResult(reduceLines([bash(command)]).state, left(0), 'claude', limits)).toMatchObject({
      unauditedCommands: [],
      commands: [command],
    });
  },
);

const uses = (name: string, input: object, id: string): string =>
  JSON.stringify({ type: 'assistant', message: { id: `m-${id}`, content: [{ type: 'tool_use', id, name, input }] } });
const results = (id: string, content: string, more: object = {}): string =>
  JSON.stringify({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: id, content, ...more }] } });
const toolsOf = (lines: readonly string[]) =>
  reduceLines(lines).events.filter((event) => event.t === 'tool' && event.ok !== undefined);

test('a tool tells how much it gave back, and a refused one that it was refused', () => {
  const denied = JSON.stringify({ type: 'system', subtype: 'permission_denied', tool_use_id: 't2', tool_name: 'Bash' });
  expect(
    toolsOf([
      uses('Read', { file_path: 'a.mjs' }, 't1'),
      results('t1', 'äb'),
      uses('Bash', { command: 'git push' }, 't2'),
      denied,
      results('t2', 'no', { is_error: true }),
    ]),
  ).toMatchObject([
    { id: 't1', ok: true, bytes: 3 },
    { id: 't2', ok: false, refused: true },
  ]);
});

test('lines that were edited and are edited once more are told, and so is a file written whole again', () => {
  const edit = (from: string, to: string) => ({ file_path: 'a.mjs', old_string: from, new_string: to });
  const again = (lines: readonly string[]) => toolsOf(lines).map((event) => event.t === 'tool' && event.again === true);
  const first = [uses('Edit', edit('return a - b;', 'return a + b + 1;'), 't1'), results('t1', 'ok')];
  expect(again([...first, uses('Edit', edit('return a + b + 1;', 'return a + b;'), 't2'), results('t2', 'ok')])).toEqual([
    false,
    true,
  ]);
  expect(again([...first, uses('Edit', edit('export const c = 3;', 'export const c = 4;'), 't2'), results('t2', 'ok')])).toEqual([
    false,
    false,
  ]);
  expect(
    again([
      uses('Write', { file_path: 'b', content: 'x' }, 't1'),
      results('t1', ''),
      uses('Write', { file_path: 'b', content: 'y' }, 't2'),
      results('t2', ''),
    ]),
  ).toEqual([false, true]);
});
