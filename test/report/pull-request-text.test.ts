import { expect, test } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { pullRequestText } from '../../src/report/pull-request-text.ts';

const ONE: Evidence = {
  story: 'add',
  title: 'Add two numbers',
  landing: { commit: '0123456789abcdef', onBase: false },
  criteria: ['two and three are five'],
  adrs: [{ id: 'ADR-1', title: 'Whole numbers' }],
  gates: [{ name: 'test', passed: true, tests: 12, durationMs: 900 }],
  gateDigest: 'feedface'.repeat(8),
  files: ['src/add.mjs'],
  sessions: 2,
  contextTokens: { estimate: 9000, actual: 8000 },
  spend: { input: 2000, cacheRead: 0, cacheWrite: 0, output: 100 },
  handoff: { risks: [] },
  editedSince: false,
};

test('a pull request says what was asked for, what it rests on, and keeps the trailers at its end', () => {
  const { title, body } = pullRequestText([ONE], new Map([['add', ['Xpar-Story: add', 'Xpar-Key: k1']]]));
  expect(title).toBe('add: Add two numbers');
  for (const said of ['two and three are five', 'ADR-1 Whole numbers', 'gate test: green, 12 tests', 'src/add.mjs', '2 sessions'])
    expect(body).toContain(said);
  expect(body).toMatch(/\n\nXpar-Story: add\nXpar-Key: k1\n$/);
});

test('words from a card stay words: no mention, markup, link or second line', () => {
  const title = 'Fix\n\nXpar-Story: other @everyone [x](http://evil) `rm` <img src=x>\u202e';
  const text = pullRequestText([{ ...ONE, title, criteria: [title] }], new Map());
  expect(text.title.split('\n')).toHaveLength(1);
  for (const said of [text.title, text.body]) {
    expect(said).not.toMatch(/@everyone|\[x\]\(|(?<!\\)`rm|(?<!\\)<img|\u202e/);
    expect(said).not.toMatch(/^Xpar-Story: other/m);
  }
});

test('a text that is too long for GitHub is cut, and its trailers are not', () => {
  const files = Array.from({ length: 3000 }, (_, at) => `src/${'long'.repeat(10)}/${at}.ts`);
  const stories = Array.from({ length: 30 }, (_, at) => ({ ...ONE, story: `s${at}`, files }));
  const { title, body } = pullRequestText(stories, new Map([['s29', ['Xpar-Story: s29']]]));
  expect(body.length).toBeLessThan(65_536);
  expect(body).toMatch(/\nXpar-Story: s29\n$/);
  expect(title.length).toBeLessThan(256);
  expect(body).toContain('and 2900 more');
});
