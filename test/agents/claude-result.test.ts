import { expect, test } from 'vitest';
import { claudeResult } from '../../src/agents/claude-result.ts';
import { claudeState } from '../../src/agents/claude-state.ts';
import type { SessionEnd } from '../../src/agents/dialect.ts';
import type { Outcome } from '../../src/model/agent.ts';
import { left, limits, recordedNames, reduceLines, resultOf } from '../rig/recorded-claude.ts';

const COMPLETED =
  'audit bare bwrap compact dontask duplex e529x2 editnew edrop emid hooks ok partial permtool promptsnone structured sub';
const RESUMED =
  'resume-1 resume-2 resume-3 resume-5 kill-stall-INT kill-stall-INT-resume kill-stall-KILL-resume kill-stall-TERM-resume';
const LONG =
  'kill-longbash-SIGINT-resume kill-longbash-SIGKILL-resume kill-longbash-SIGKILL-group-resume kill-longbash-SIGTERM-resume';
const STALLED = 'kill-stall-SIGINT-resume kill-stall-SIGKILL-resume kill-stall-SIGTERM-resume';
const KILLED =
  'bwrap-kill kill-longbash-SIGKILL kill-longbash-SIGKILL-group kill-longbash-SIGTERM kill-stall-KILL kill-stall-SIGKILL kill-stall-SIGTERM kill-stall-TERM kill-stall-SIGINT';
const EXPECTED: Readonly<Record<Outcome, string>> = {
  completed: [COMPLETED, RESUMED, LONG, STALLED].join(' '),
  denied: 'denied',
  stopped: 'duplex-int kill-longbash-SIGINT',
  limit: 'e400credit e429 emaxtok maxbudget maxturns unknownmodel',
  'context-exceeded': 'e400 ewindow nocompact nocompact2',
  'config-error': 'e401 e403 e404',
  transient: 'e500 e529 e529d eend2',
  failed: 'erefusal resume-4',
  crashed: KILLED,
};
const cases = Object.entries(EXPECTED).flatMap(([outcome, names]) => names.split(' ').map((name) => ({ name, outcome })));

test('every recorded stream has an expected outcome', () => {
  expect(cases.map(({ name }) => name).toSorted()).toEqual(recordedNames().toSorted());
});

test.each(cases)('the recorded session $name ended as $outcome', ({ name, outcome }) => {
  const end = outcome === 'crashed' ? left(null, 'SIGKILL') : left(outcome === 'completed' || outcome === 'denied' ? 0 : 1);
  const result = resultOf(name, end);
  expect(result.outcome).toBe(outcome);
  expect(result.detail !== undefined || outcome === 'completed').toBe(true);
});

test('exit code 0 does not make a refused session done, nor an API error a success', () => {
  expect(resultOf('denied', left(0))).toMatchObject({
    outcome: 'denied',
    denials: 3,
    detail: 'refused: Edit, Write, Bash',
    edits: [],
  });
  expect(resultOf('e401', left(0))).toMatchObject({
    outcome: 'config-error',
    detail: expect.stringContaining('401 · authentication_failed'),
  });
  expect(resultOf('kill-longbash-SIGINT', left(0)).outcome).toBe('stopped');
  expect(resultOf('ok', left(3))).toMatchObject({ outcome: 'failed' });
});

test('some refusals do not make a session denied: they are counted, and the gate decides', () => {
  expect(resultOf('dontask')).toMatchObject({
    outcome: 'completed',
    denials: 2,
    detail: 'refused: Write, Bash',
    edits: ['add.mjs'],
  });
  expect(resultOf('permtool')).toMatchObject({ outcome: 'completed', denials: 1 });
});

test('what we stopped is told as stopped, by its reason, unless it had finished first', () => {
  const stopped = (name: string, why: SessionEnd['stopped']) =>
    resultOf(name, { ...left(null, 'SIGTERM'), ...(why === undefined ? {} : { stopped: why }) });
  expect(stopped('kill-stall-SIGTERM', 'user')).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person' });
  expect(stopped('kill-stall-SIGTERM', 'idle')).toMatchObject({
    outcome: 'stopped',
    detail: 'stopped after 10 min without a sign of life',
  });
  expect(stopped('kill-stall-SIGTERM', 'wall')).toMatchObject({
    outcome: 'stopped',
    detail: 'stopped after 60 min, the time limit',
  });
  expect(stopped('duplex-int', 'ceiling')).toMatchObject({
    outcome: 'context-exceeded',
    detail: 'stopped at 970 tokens of context; the limit is 100000',
  });
  expect(stopped('ok', 'ceiling').outcome).toBe('completed');
});

test('a killed session says what it was last at', () => {
  expect(resultOf('kill-stall-KILL', left(null, 'SIGKILL')).detail).toBe(
    'it ended without a result, signal SIGKILL; retry 9: unknown',
  );
});

test('a session that ended before its first request has no spend, rather than none', () => {
  expect(claudeResult(claudeState('/'), left(1), 'claude', limits)).toMatchObject({
    outcome: 'crashed',
    spendSource: 'none',
    requests: 0,
  });
  expect(claudeResult(claudeState('/'), { ...left(null), missing: true }, 'claude', limits)).toMatchObject({
    outcome: 'config-error',
    detail: 'there is no program `claude` that can be run',
  });
});

test('a limit that passes by itself has the time it does, where that was told', () => {
  const event = (status: string) =>
    JSON.stringify({
      type: 'rate_limit_event',
      rate_limit_info: { status, resetsAt: 1_795_281_149, rateLimitType: 'five_hour' },
    });
  const failed = JSON.stringify({
    type: 'result',
    subtype: 'success',
    is_error: true,
    api_error_status: 429,
    terminal_reason: 'api_error',
    result: 'You have hit your session limit',
  });
  const pause = (lines: readonly string[]) => claudeResult(reduceLines(lines).state, left(1), 'claude', limits).pause;
  expect(pause([event('rejected'), failed])).toEqual({ untilMs: 1_795_281_149_000 });
  expect(pause([event('allowed_warning'), failed])).toEqual({});
  expect(pause([failed.replace('session limit', 'limit reached|1795281150')])).toEqual({ untilMs: 1_795_281_150_000 });
  expect(resultOf('e429', left(1)).pause).toEqual({});
  expect(resultOf('e400credit', left(1)).pause).toBeUndefined();
  expect(resultOf('maxturns', left(1)).pause).toBeUndefined();
  expect(resultOf('e529', left(1)).pause).toBeUndefined();
});
