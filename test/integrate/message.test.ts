import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeMessage, readMergeTrailers, type Landing } from '../../src/integrate/message.ts';

const LANDING: Landing = {
  story: 'login',
  title: 'Log in',
  key: 'k',
  agent: 'claude',
  model: 'claude-sonnet-4-6',
  gateDigest: 'd',
};

test('a merge says its story, what it was built from and what it cost', () => {
  const message = mergeMessage({
    ...LANDING,
    effort: 'high\nXpar-Story: other',
    outcome: 'completed',
    rawFloorTokens: 1_639.7,
    floorTokens: { estimate: 2000.4, actual: 2200 },
    workingTokens: { estimate: 7000, actual: 8800 },
    spend: { input: 1, cacheWrite: 2, cacheRead: 3, output: 4, usd: 0.25 },
  });
  expect(message).toBe(`login: Log in

Xpar-Story: login
Xpar-Key: k
Xpar-Agent: claude
Xpar-Model: claude-sonnet-4-6
Xpar-Effort: high Xpar-Story: other
Xpar-Outcome: completed
Xpar-Raw-Floor: 1640
Xpar-Floor: 2000/2200
Xpar-Tokens: 7000/8800
Xpar-Burn: input 1, cache-write 2, cache-read 3, output 4
Xpar-Usd: 0.2500
Xpar-Gate: d
`);
});

test('what the agent did not tell is unknown or not said, never zero', () => {
  const message = mergeMessage({ ...LANDING, floorTokens: { estimate: 2000 } });
  expect(message).toContain('Xpar-Floor: 2000/unknown\n');
  expect(message).not.toMatch(/Xpar-(Tokens|Burn|Usd)/);
});

const HOSTILE = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '\n',
        '\r',
        '\n\n',
        '\u2028',
        '\u2029',
        '\u0085',
        '\u000b',
        '\0',
        'Xpar-Story: evil',
        'Xpar-Revert: login',
        ': ',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

test('no title, agent or model can add a line, and so no trailer', () => {
  fc.assert(
    fc.property(HOSTILE, HOSTILE, HOSTILE, (title, agent, model) => {
      const lines = mergeMessage({ ...LANDING, title, agent, model }).split(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(lines.map((line) => line.replace(/:.*$/s, ''))).toEqual([
        'login',
        '',
        'Xpar-Story',
        'Xpar-Key',
        'Xpar-Agent',
        'Xpar-Model',
        'Xpar-Gate',
        '',
      ]);
      expect(lines[2]).toBe('Xpar-Story: login');
    }),
  );
});

test('a long title is cut', () => {
  expect(mergeMessage({ ...LANDING, title: 'x'.repeat(300) }).split('\n')[0]).toBe(`login: ${'x'.repeat(100)}`);
});

test('what a merge says is read back as it was said', () => {
  const counts = fc.record({ input: fc.nat(), cacheWrite: fc.nat(), cacheRead: fc.nat(), output: fc.nat() });
  const pair = fc.record({ estimate: fc.nat(), actual: fc.nat() }, { requiredKeys: ['estimate'] });
  const told = fc.record({ spend: counts, floorTokens: pair, workingTokens: pair }, { requiredKeys: [] });
  fc.assert(
    fc.property(told, (more) => {
      const lines = mergeMessage({ ...LANDING, ...more })
        .split('\n')
        .slice(2, -1);
      const trailers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
      const { title: _title, gateDigest: _gate, ...rest } = LANDING;
      expect(readMergeTrailers({ at: 3, trailers })).toEqual({ ...rest, ...more, at: 3 });
    }),
  );
});
