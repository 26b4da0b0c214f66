import { expect, test } from 'vitest';
import { codexResult } from '../../src/agents/codex-result.ts';
import { codexState } from '../../src/agents/codex-state.ts';
import { reduceCodex } from '../../src/agents/codex-stream.ts';
import type { Outcome } from '../../src/model/agent.ts';
import { left, limits } from '../rig/recorded-claude.ts';
import { codexNames, codexResultOf, codexStream, reduceBoth } from '../rig/recorded-codex.ts';

const KILLS = ['clongbash-SIGKILL', 'clongbash-SIGKILL-group', 'clongbash-SIGTERM', 'cstall-SIGKILL', 'cstall-SIGTERM'];
const INTERRUPTS = ['clongbash-SIGINT', 'cstall-SIGINT'];
const named = (kills: readonly string[], more = ''): string => kills.map((name) => `kill-${name}${more}`).join(' ');
const EXPECTED: Readonly<Partial<Record<Outcome, string>>> = {
  completed: `adddir c500x2 cdrop compact compact2 compacted danger floor ok ok2 ok3 readonly ${named([...KILLS, ...INTERRUPTS], '-resume')}`,
  denied: 'refused',
  stopped: named(INTERRUPTS),
  limit: 'c429 c429quota',
  'context-exceeded': 'c400 cfailed',
  'config-error': 'c401 c404',
  transient: 'c500 cfailed2',
  crashed: named(KILLS),
};
const cases = Object.entries(EXPECTED).flatMap(([outcome, names]) => names.split(' ').map((name) => ({ name, outcome })));

test('every recorded stream of Codex has an expected outcome', () => {
  expect(cases.map(({ name }) => name).toSorted()).toEqual(codexNames().toSorted());
});

test.each(cases)('the recorded session $name of Codex ended as $outcome', ({ name, outcome }) => {
  const result = codexResultOf(
    name,
    outcome === 'crashed' ? left(null, 'SIGKILL') : left(outcome === 'completed' || outcome === 'denied' ? 0 : 1),
  );
  expect(result.outcome).toBe(outcome);
  expect(result.detail !== undefined || outcome === 'completed').toBe(true);
});

test.each(cases.filter(({ name }) => /^c[45f]/.test(name) && name !== 'c500x2'))(
  'the words of $name are enough where no rollout tells the kind of its error',
  ({ name, outcome }) => {
    const { state } = reduceBoth(codexStream(name), []);
    expect(codexResult(state, left(1), 'codex', limits).outcome).toBe(outcome);
  },
);

test('exit code 0 does not make a refused session done', () => {
  expect(codexResultOf('refused', left(0))).toMatchObject({
    outcome: 'denied',
    denials: 1,
    detail: 'refused: apply_patch',
    edits: [],
  });
  expect(codexResultOf('ok', left(3))).toMatchObject({ outcome: 'failed' });
});

test('what we stopped is told as stopped by its reason, unless it had finished first', () => {
  const stopped = (name: string, why: 'user' | 'ceiling') => codexResultOf(name, { ...left(null, 'SIGINT'), stopped: why });
  expect(stopped('kill-cstall-SIGINT', 'user')).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person' });
  expect(stopped('kill-cstall-SIGINT', 'ceiling')).toMatchObject({
    outcome: 'context-exceeded',
    detail: 'stopped at 7969 tokens of context; the limit is 100000',
  });
  expect(stopped('ok', 'user')).toMatchObject({ outcome: 'completed' });
});

test('one that leaves before its first word is at odds with its settings where it says so, and has crashed otherwise', () => {
  const ended = (errors: string) => codexResult(codexState('/lane'), { ...left(1), errors }, 'codex', limits);
  expect(ended('Error loading config.toml: unknown variant `lo`')).toMatchObject({ outcome: 'config-error' });
  expect(ended('Segmentation fault')).toMatchObject({
    outcome: 'crashed',
    detail: 'it ended without a result, exit code 1; Segmentation fault',
  });
  expect(codexResult(codexState('/lane'), { ...left(null), missing: true }, 'codex', limits)).toMatchObject({
    outcome: 'config-error',
    detail: 'there is no program `codex` that can be run',
  });
});

test('a session that told nothing has an unknown spend, not a spend of zero', () => {
  expect(codexResultOf('c401', left(1))).toMatchObject({ requests: 0, spendSource: 'none' });
});

test('without a rollout the total at the end is all that is known', () => {
  const { state } = reduceBoth(codexStream('ok'), []);
  const result = codexResult(state, left(0), 'codex', limits);
  expect(result).toMatchObject({
    requests: 0,
    spendSource: 'agent-total',
    spend: { input: 8_869, cacheRead: 25_269, output: 193 },
  });
  expect(result.peakContext).toBeUndefined();
});

test('its report is its last message, cut', () => {
  const said = JSON.stringify({ type: 'item.completed', item: { type: 'agent_message', text: 'x'.repeat(9_000) } });
  const { state } = reduceCodex(codexState('/lane'), said);
  expect(codexResult(state, left(0), 'codex', limits).report).toHaveLength(4_000);
});

test('a used-up quota has the time it is full again, which the rollout tells of the limits that are reached', () => {
  const limits_ = (used: number) => ({
    primary: { used_percent: used, resets_at: 1_795_281_149 },
    secondary: { used_percent: 40, resets_at: 1_795_999_999 },
  });
  const told = (used: number) =>
    JSON.stringify({ type: 'event_msg', payload: { type: 'token_count', info: null, rate_limits: limits_(used) } });
  const failed = JSON.stringify({
    type: 'turn.failed',
    error: { message: "You've hit your usage limit. Try again at 5:12 PM." },
  });
  const pause = (used: number) => codexResult(reduceBoth([failed], [told(used)]).state, left(1), 'codex', limits).pause;
  expect(pause(100)).toEqual({ untilMs: 1_795_281_149_000 });
  expect(pause(80)).toEqual({});
  expect(codexResultOf('c429', left(1)).pause).toEqual({});
  expect(codexResultOf('c429quota', left(1)).pause).toBeUndefined();
});

test.each(['Missing environment variable: `OPENAI_API_KEY`.', 'Your session has ended. Please log out and sign in again.'])(
  'a turn that failed with %j is at odds with its sign-in: no story is to blame',
  (message) => {
    const { state } = reduceBoth([JSON.stringify({ type: 'turn.failed', error: { message } })], []);
    expect(codexResult(state, left(1), 'codex', limits)).toMatchObject({ outcome: 'config-error', detail: message });
  },
);
