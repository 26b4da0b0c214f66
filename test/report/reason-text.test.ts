import { expect, test } from 'vitest';
import type { Decision } from '../../src/model/target.ts';
import { changesText, decisionText } from '../../src/report/reason-text.ts';
import { FINDING } from './lanes.ts';

const { problem } = FINDING;
const changes = [
  { part: 'body', before: '0123456789abcdef', after: 'fedcba9876543210' },
  { part: 'contract ADR-3', after: '1' },
  { part: 'contract ADR-1', before: '2' },
];

const RUN = { scope: 'run', name: '', unit: 'tokens', limit: 30_000 } as const;

const REASONS: readonly (readonly [Decision, string])[] = [
  [{ state: 'fresh', reason: { code: 'integrated', commit: '0123456789abcdef' } }, 'integrated as 0123456789'],
  [
    { state: 'fresh', reason: { code: 'taken-as-done', at: Date.UTC(2026, 0, 2, 3) } },
    'taken as done by a person on 2026-01-02; not integrated',
  ],
  [{ state: 'fresh', reason: { code: 'same-inputs' } }, 'nothing it depends on changed'],
  [{ state: 'fresh', reason: { code: 'same-tree', tree: '0123456789abcdef' } }, 'tree 0123456789 was judged already'],
  [{ state: 'stale', reason: { code: 'never-built' } }, 'never built'],
  [
    { state: 'stale', reason: { code: 'changed', changes } },
    'changed: body (0123456789ab -> fedcba987654), contract ADR-3 (new), contract ADR-1 (gone)',
  ],
  [
    { state: 'stale', reason: { code: 'failed-before', attempts: 1, problem } },
    'failed before (1 attempt): login is red at gate test (exit code 1)',
  ],
  [{ state: 'stale', reason: { code: 'interrupted' } }, 'was interrupted'],
  [{ state: 'stale', reason: { code: 'output-gone', what: 'the worktree' } }, 'the worktree is gone'],
  [{ state: 'stale', reason: { code: 'edited-after-integration', changes: [] } }, 'edited since it was integrated'],
  [
    { state: 'stale', reason: { code: 'edited-after-integration', changes: changes.slice(1, 2) } },
    'edited since it was integrated: contract ADR-3 (new)',
  ],
  [{ state: 'stale', reason: { code: 'what-if', file: 'adr/a\n.md' } }, 'as if adr/a\\n.md had changed'],
  [{ state: 'stale', reason: { code: 'always-make' } }, 'made again because you say so'],
  [{ state: 'stale', reason: { code: 'needs', step: 'gate' } }, 'gate runs first'],
  [
    { state: 'stale', reason: { code: 'parked', why: { by: 'budget', ...RUN, spent: 31_000, assumed: 0 } } },
    "handed back before it was done, what it left is gone on from: the run's budget of 30.0k is spent: 31.0k tokens",
  ],
  [
    { state: 'stale', reason: { code: 'parked', why: { by: 'spike', expectedTokens: 4000, workingTokens: 14_000 } } },
    'handed back before it was done, what it left is gone on from: 14.0k working tokens, 3.5 times the 4.0k expected',
  ],
  [
    { state: 'held', reason: { code: 'over-budget', shortfall: { ...RUN, left: 12_000, needs: 41_234 } } },
    "would take up to 41.2k, and the run's budget of 30.0k tokens has 12.0k left",
  ],
  [
    {
      state: 'held',
      reason: { code: 'over-budget', shortfall: { ...RUN, scope: 'command', name: 'a\n', unit: 'usd', limit: 3, left: 3 } },
    },
    'no price is known for its model: the budget of command a\\n of $3.00 cannot be kept',
  ],
  [{ state: 'held', reason: { code: 'not-ready', status: 'draft' } }, "its status is 'draft'"],
  [{ state: 'held', reason: { code: 'over-zone', overTokens: 12_345 } }, 'its ceiling is 12.3k tokens over the smart zone'],
  [
    { state: 'held', reason: { code: 'attempts-used', attempts: 3, problem } },
    'all 3 attempts failed, the last: login is red at gate test (exit code 1)',
  ],
  [
    { state: 'held', reason: { code: 'waits-for', story: 'logout\n' } },
    'waits for logout\\n, which is taken as done and not integrated',
  ],
  [
    { state: 'held', reason: { code: 'waits-for', story: 'add', held: { code: 'not-ready', status: 'blocked' } } },
    "waits for add, which is held: its status is 'blocked'",
  ],
  [{ state: 'held', reason: { code: 'card-problem', count: 1 } }, 'its card has an error'],
  [{ state: 'held', reason: { code: 'card-problem', count: 2 } }, 'its card has 2 errors'],
  [{ state: 'held', reason: { code: 'adr-unreadable', adr: 'ADR-2' } }, 'ADR-2, which is in its scope, cannot be read'],
];

test.each(REASONS)('%j is said in one line', (decision, text) => {
  expect(decisionText(decision)).toBe(text);
});

test('a part with a name from outside is shown, not acted on', () => {
  expect(changesText([{ part: 'file a\u001b[2J', before: 'x\n', after: 'y' }])).toBe('file a\\u001b[2J (x\\n -> y)');
});
