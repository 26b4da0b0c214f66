import { describe, expect, test } from 'vitest';
import { reduceRollout, splitOf } from '../../src/agents/codex-rollout.ts';
import { codexState } from '../../src/agents/codex-state.ts';
import { plainCommand, reduceCodex } from '../../src/agents/codex-stream.ts';
import { addTokens, NO_TOKENS } from '../../src/model/budget.ts';
import { codexNames, codexResultOf, codexRollout, codexSession, codexStream, reduceBoth } from '../rig/recorded-codex.ts';

/** Context of the first request, the largest, what came in between, requests; fresh input, cache reads and output. */
const FIGURES: Readonly<Record<string, readonly [number, number, number, number, number, number, number]>> = {
  ok: [8_176, 8_885, 709, 4, 8_869, 25_269, 193],
  ok2: [8_343, 9_054, 711, 4, 9_038, 25_766, 193],
  ok3: [8_915, 9_600, 685, 4, 9_584, 27_472, 193],
  adddir: [8_343, 9_044, 701, 4, 9_028, 25_759, 193],
  danger: [7_963, 8_647, 684, 4, 8_631, 24_620, 193],
  readonly: [7_976, 8_788, 812, 4, 8_772, 24_636, 193],
  refused: [7_958, 8_759, 801, 4, 8_743, 24_588, 193],
  floor: [6_060, 6_067, 7, 1, 6_060, 0, 7],
  c500x2: [7_976, 7_984, 8, 1, 7_976, 0, 8],
  cdrop: [7_975, 7_983, 8, 1, 0, 7_975, 8],
  compact: [250_000, 250_050, 1_797, 3, 258_089, 6_299, 64],
  compact2: [250_000, 250_050, 1_804, 3, 258_099, 6_302, 64],
  compacted: [250_000, 250_050, 1_791, 3, 258_268, 6_484, 64],
  'kill-clongbash-SIGINT': [7_967, 8_002, 35, 1, 7_967, 0, 35],
  'kill-clongbash-SIGKILL': [7_979, 8_014, 35, 1, 7_979, 0, 35],
  'kill-cstall-SIGTERM': [7_971, 7_988, 17, 1, 7_971, 0, 17],
  'kill-cstall-SIGINT-resume': [8_456, 8_466, 10, 1, 326, 8_130, 10],
  'kill-clongbash-SIGINT-resume': [8_257, 8_264, 7, 1, 290, 7_967, 7],
};

test.each(Object.entries(FIGURES))('the session %s used exactly this', (name, figures) => {
  const { firstContext, peakContext, workingTokens, requests, spend } = codexResultOf(name);
  expect([firstContext, peakContext, workingTokens, requests, spend.input, spend.cacheRead, spend.output]).toEqual(figures);
});

test.each(codexNames())("in %s the requests' sum is the spend, and each is told once", (name) => {
  const { events } = codexSession(name);
  const result = codexResultOf(name);
  const told = events.flatMap((event) => (event.t === 'request' ? [event.delta] : []));
  const own = told.slice(told.length - result.requests);
  expect(own.reduce(addTokens, NO_TOKENS)).toEqual(result.spend);
});

test('input never counts what was cached a second time, whatever was told', () => {
  expect(splitOf({ input_tokens: 100, cached_input_tokens: 70, cache_write_input_tokens: 20, output_tokens: 5 })).toEqual({
    input: 10,
    cacheRead: 70,
    cacheWrite: 20,
    output: 5,
  });
  expect(splitOf({ input_tokens: 100, cached_input_tokens: 900, cache_write_input_tokens: 5 })).toMatchObject({
    input: 0,
    cacheRead: 100,
    cacheWrite: 0,
  });
  expect(splitOf({ input_tokens: -1, cached_input_tokens: 'many' })).toEqual(NO_TOKENS);
});

test('a version that tells only running totals gives the same requests', () => {
  const older = codexRollout('ok').filter((line) => !line.includes('token_usage_record'));
  expect(older.length).toBeLessThan(codexRollout('ok').length);
  const contexts = reduceBoth(codexStream('ok'), older).events.flatMap((event) => (event.t === 'request' ? [event.context] : []));
  expect(contexts).toEqual([8_176, 8_428, 8_665, 8_869]);
});

test('the rollout tells model, version and window; the stream tools, with paths from the worktree and plain commands', () => {
  const { events } = codexSession('refused');
  expect(events.find(({ t }) => t === 'session')).toMatchObject({ model: 'gpt-5.5', version: '0.169.0' });
  expect(events.find(({ t }) => t === 'request')).toMatchObject({ window: 258_400, main: true });
  expect(events.find(({ t }) => t === 'denied')).toEqual({
    t: 'denied',
    tool: 'apply_patch',
    reason: 'patch rejected: writing is blocked by read-only sandbox; rejected by user approval settings',
  });
  const tools = codexSession('ok').events.filter(({ t }) => t === 'tool');
  expect(tools).toMatchObject([
    { kind: 'execute', command: 'cat add.mjs' },
    { kind: 'execute', command: 'cat add.mjs', ok: true, bytes: 34 },
    { kind: 'edit', paths: ['add.mjs', 'add.test.mjs'] },
    { kind: 'edit', paths: ['add.mjs', 'add.test.mjs'], ok: true },
    { kind: 'execute' },
    { kind: 'execute', ok: false },
  ]);
});

test('retries and compaction are told', () => {
  const retries = codexSession('c401').events.filter(({ t }) => t === 'retry');
  expect(retries).toMatchObject([{ attempt: 1, cause: expect.stringContaining('401') }, { attempt: 2 }]);
  expect(codexSession('compacted').events.filter(({ t }) => t === 'compacted')).toEqual([{ t: 'compacted', before: 6_484 }]);
});

describe('a shell around a command', () => {
  test.each([
    [`/bin/bash -lc 'cat add.mjs'`, 'cat add.mjs'],
    [`/bin/bash -c "git commit -q -m 'fix' && echo \\"\\$HOME\\""`, `git commit -q -m 'fix' && echo "$HOME"`],
    [`/bin/zsh -lc ls`, 'ls'],
    [`bash -lc 'it'\\''s'`, `it's`],
    [`node add.mjs`, 'node add.mjs'],
    [`/bin/bash -lc '`, `'`],
  ])('%s', (told, plain) => {
    expect(plainCommand(told)).toBe(plain);
  });
});

describe('what nobody promised', () => {
  const BROKEN = [
    '',
    '{',
    '[]',
    '7',
    'null',
    '{"type":"item.completed"}',
    '{"type":"item.completed","item":[]}',
    '{"type":"error"}',
    '{"type":"x"}',
  ];
  test.each(BROKEN)('%j on the stream breaks nothing', (line) => {
    const { state } = reduceCodex(codexState('/lane'), line);
    expect(state.tools.size).toBe(0);
  });
  test.each([
    ...BROKEN,
    '{"type":"token_usage_record"}',
    '{"type":"event_msg","payload":{"type":"token_count","info":null}}',
    '{"type":"response_item","payload":{"call_id":"c","output":{"a":1}}}',
  ])('%j in the rollout breaks nothing', (line) => {
    expect(reduceRollout(codexState('/lane'), line).state.denied.size).toBe(0);
  });
  test('a command that prints the word rejected was not refused', () => {
    const output = JSON.stringify({
      type: 'response_item',
      payload: { type: 'function_call_output', call_id: 'c', output: 'Chunk ID: 1\nOutput:\nrejected by user' },
    });
    expect(reduceRollout(codexState('/lane'), output).events).toEqual([]);
  });
});
