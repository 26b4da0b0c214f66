import { expect, test } from 'vitest';
import { beyondText } from '../../src/report/beyond-text.ts';
import { driftText, warningLines } from '../../src/report/lesson-text.ts';

test('a fiction names what may be behind it, and what measures the base where that is not known', () => {
  const tools = Array.from({ length: 9 }, (_, at) => `T${at}`);
  expect(
    beyondText({
      tokens: 5_200,
      parts: [
        { part: 'base', tokens: 6_200, source: 'assumed' },
        { part: 'instructions', path: 'CLAUDE.md', tokens: 3_100 },
        { part: 'tools', names: tools },
      ],
    }),
  ).toBe(
    'started with 5.2k tokens that are not on the card: its base of 6.2k is assumed, CLAUDE.md (3.1k), 9 tools (T0 T1 T2 T3 T4 T5 …) → xpar calibrate base',
  );
  expect(beyondText({ tokens: 900, parts: [] })).toBe('started with 900 tokens that are not on the card');
});

test('names from outside cannot act on a terminal', () => {
  const evil = 'a\u001b[2Jb';
  const text = beyondText({
    tokens: 1,
    parts: [
      { part: 'instructions', path: evil, tokens: 1 },
      { part: 'version', before: evil, now: evil },
    ],
  });
  expect(text).not.toContain('\u001b');
});

test('a drift says since when, by how much, what changed, and what to do; creep says from which version and how much', () => {
  const drift = { since: 0, seen: 9, sessions: 4, factor: 1.93, versions: ['2.1.0', '2.2.0'] as const };
  expect(driftText(drift)).toMatch(
    /^drift since 1970-01-01: 4 sessions took 1\.9x what was expected; the agent went from 2\.1\.0 to 2\.2\.0 there\. /,
  );
  const bases = [
    { version: '2.1.0', tokens: 6_000, source: 'measured' as const, sessions: 3 },
    { version: '2.2.0', tokens: 7_200, source: 'learned' as const, sessions: 3, creep: { from: '2.1.0', tokens: 1_200 } },
  ];
  expect(warningLines([{ agent: 'claude', model: 'm', effort: 'high', drifts: [drift], drift, bases }])).toEqual([
    expect.stringMatching(/^claude on m, effort high: drift since/),
    'claude on m, effort high: base 7.2k with 2.2.0, 1.2k more than with 2.1.0: every session pays it',
  ]);
  expect(warningLines([{ agent: 'claude', model: 'm', drifts: [], bases: bases.slice(0, 1) }])).toEqual([]);
});
