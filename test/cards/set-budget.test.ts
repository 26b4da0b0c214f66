import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figureLike } from '../../src/cards/figure-style.ts';
import { readAdr } from '../../src/cards/read-adr.ts';
import { readStory } from '../../src/cards/read-story.ts';
import { setBudget, setWeight } from '../../src/cards/set-budget.ts';
import { bytesOf } from './card-bytes.ts';

const FIGURES = { model: 'claude-sonnet-4-6', floorTokens: 2140, workingTokens: 7400 };

function story(...lines: readonly string[]): string {
  return `---\ntitle: Weigh\nstatus: draft\n${lines.map((line) => `${line}\n`).join('')}---\n# Weigh\n`;
}

function budgetIn(text: string): object | undefined {
  const { story: read, problems } = readStory('stories/weigh.md', bytesOf(text));
  expect(problems).toEqual([]);
  return read?.budget;
}

test('missing figures come behind the model, as plain numbers', () => {
  expect(setBudget(story('budget:', '  model: gpt-5 # ours', 'adrs: []'), FIGURES)).toBe(
    story('budget:', '  model: gpt-5 # ours', '  floor: 2140', '  working: 7400', '  ceiling: 9540', 'adrs: []'),
  );
});

test('a missing figure comes behind the one before it, wherever the others stand', () => {
  expect(setBudget(story('budget:', '    ceiling: 1', '    floor: 1', '    model: gpt-5'), FIGURES)).toBe(
    story('budget:', '    ceiling: 9540', '    floor: 2140', '    working: 7400', '    model: gpt-5'),
  );
});

test('a budget in braces stays in braces', () => {
  expect(setBudget(story('budget: { model: gpt-5 } # ours'), FIGURES)).toBe(
    story('budget: { model: gpt-5, floor: 2140, working: 7400, ceiling: 9540 } # ours'),
  );
});

test('front matter in braces stays in braces', () => {
  const card = '---\n{ title: Weigh, status: draft }\n---\n';
  expect(setBudget(card, FIGURES)).toBe(
    '---\n{ title: Weigh, status: draft, budget: { model: claude-sonnet-4-6, floor: 2140, working: 7400, ceiling: 9540 } }\n---\n',
  );
});

test('a missing budget comes behind the last of title, status, type and priority', () => {
  expect(setBudget(story('adrs: []', 'priority: 2 # soon', 'files: []'), FIGURES)).toBe(
    story(
      'adrs: []',
      'priority: 2 # soon',
      'budget:',
      '  model: claude-sonnet-4-6',
      '  floor: 2140',
      '  working: 7400',
      '  ceiling: 9540',
      'files: []',
    ),
  );
});

test('a name that YAML would read as something else is quoted', () => {
  const text = setBudget(story(), { ...FIGURES, model: 'true' });
  expect(budgetIn(text)).toMatchObject({ model: 'true' });
});

test.each([
  ['1', '2140', 9540],
  ['~1', '~2140', 9540],
  ['2.1k', '2.1k', 9500],
  ['9.90K', '2.14K', 9540],
  ['~3k', '~2.1k', 9500],
  ["'2k'", "'2.1k'", 9500],
  ['"~1" # told', '"~2140" # told', 9540],
  ['0x10', '2140', 9540],
  ['&floor 12', '&floor 2140', 9540],
])('a floor written %s becomes %s, and the ceiling is the sum of what is written: %i', (before, after, ceiling) => {
  expect(setBudget(story('budget:', '  model: gpt-5', `  floor: ${before}`), FIGURES)).toBe(
    story('budget:', '  model: gpt-5', `  floor: ${after}`, '  working: 7400', `  ceiling: ${ceiling}`),
  );
});

test('a folded figure becomes one on its line', () => {
  const text = setBudget(story('budget:', '  model: gpt-5', '  floor: >-', '    12', '  ceiling: 9'), FIGURES);
  expect(text).toBe(story('budget:', '  model: gpt-5', '  floor: 2140', '  working: 7400', '  ceiling: 9540'));
});

test('byte order mark, CRLF, spaces at line ends and comments stay', () => {
  const card =
    '\ufeff---\r\ntitle: Weigh  \r\n# why\r\nstatus: draft\t\nbudget:\r\n  model: gpt-5   \r\n---\r\nbody\r\nfloor: 1\n';
  expect(setBudget(card, FIGURES)).toBe(
    card.replace('gpt-5   \r\n', 'gpt-5   \r\n  floor: 2140\r\n  working: 7400\r\n  ceiling: 9540\r\n'),
  );
});

test('a card without front matter stays as it is', () => {
  for (const card of ['', '# Weigh\n', '---\n---\n', '---\ntitle: x\n']) {
    expect([setBudget(card, FIGURES), setWeight(card, 5)]).toEqual([card, card]);
  }
});

test.each([
  '? title\n: x\n? status\n: draft\n? budget\n: model: gpt-5\n  floor: 1\n',
  '"title": x\n"status": draft\n"budget":\n    "model": "gpt-5"\n\n    # why\n    "floor":   "1"   # why\nadrs: []\n',
  'title: x\nstatus: draft\nbudget: &b\n  model: >-\n    gpt-5\n\n  # why\nadrs: []\n',
  'title: x\nbudget: {\n  model: gpt-5 # why\n  }\nstatus: draft\n',
  'title: x\nbudget: {floor: 1, "model":"gpt-5",}\nstatus: draft\n',
  '  title: "x\n    y"\n  status:\n    draft\n  adrs: []\n',
  'title: x\nstatus: draft\nbudget:\n  model:\n    gpt-5\n  floor:\n    1 # why\n...\n',
  'title: \u{1f600}\nstatus: draft # \u{1f600}\nbudget:\n  model: \u{1f600}-1 # \u{1f600}\n  ceiling: 1\n',
])('however YAML is written, figures are understood in it, and title and body stay: %j', (front) => {
  for (const lineEnds of ['\n', '\r\n']) {
    const card = `---\n${front}---\n# Weigh\n`.replaceAll('\n', lineEnds);
    const once = setBudget(card, FIGURES);
    expect(budgetIn(once)).toMatchObject({ floorTokens: 2140, workingTokens: 7400, ceilingTokens: 9540 });
    expect(setBudget(once, FIGURES)).toBe(once);
    const [before, after] = [card, once].map((text) => readStory('stories/weigh.md', bytesOf(text)).story!);
    expect([after!.title, after!.body]).toEqual([before!.title, before!.body]);
  }
});

test.each([
  ['status: accepted\npredecessors:\n  - ADR-1 # money\nlocked_in_by: []\n', 'predecessors:\n  - ADR-1 # money\nweight: 273\n'],
  ['status: accepted\ndate: 2026-01-01\n', 'status: accepted\nweight: 273\n'],
  ['title: x\n', 'title: x\nweight: 273\n'],
  ['weight: ~190\nstatus: accepted\n', 'weight: ~273\nstatus'],
  ['weight: # to be measured\nstatus: accepted\n', 'weight: 273 # to be measured\nstatus'],
  ['weight: ~\nstatus: accepted\n', 'weight: 273\nstatus'],
  ['status: accepted\npredecessors:\ndate: 2026-01-01\n', 'predecessors:\nweight: 273\ndate'],
])('%j gets its weight', (front, expected) => {
  const text = setWeight(`---\n${front}---\n# x\n`, 273);
  expect(text).toContain(expected);
  expect(readAdr('adr/ADR-1.md', bytesOf(text))).toMatchObject({ adr: { weightTokens: 273 }, problems: [] });
});

const figure = fc.integer({ min: 0, max: 9_000_000 });
const before = fc.constantFrom(undefined, '1', '~7', '2k', '~2.25k', "'3.40K'", '"12"', '0x1f', '0.5k # about', '&f 3');
const lineEnd = fc.constantFrom('\n', '\r\n');
const cards = fc
  .record({
    floor: before,
    working: before,
    ceiling: before,
    inBraces: fc.boolean(),
    eol: lineEnd,
    bom: fc.boolean(),
    last: fc.boolean(),
  })
  .map(({ inBraces, eol, bom, last, ...figures }) => {
    const written = Object.entries(figures).filter(([, text]) => text !== undefined && !(inBraces && text.includes('#')));
    const pairs = [...written.slice(0, 1), ['model', 'gpt-5'], ...written.slice(1)].map(([key, text]) => `${key}: ${text}`);
    const budget = inBraces ? [`budget: { ${pairs.join(', ')} }`] : ['budget:', ...pairs.map((pair) => `  ${pair}`)];
    const lines = [
      '---',
      'title: Weigh # a parcel',
      ...(last ? [] : budget),
      'status: draft ',
      ...(last ? budget : []),
      '---',
      'floor: 9',
      '',
    ];
    return `${bom ? '\ufeff' : ''}${lines.join(eol)}`;
  });

test('the figures read back within what rules allow, their sum is the ceiling, and a second writing changes nothing', () => {
  fc.assert(
    fc.property(cards, figure, figure, (card, floorTokens, workingTokens) => {
      const once = setBudget(card, { ...FIGURES, floorTokens, workingTokens });
      const read = budgetIn(once) as { floorTokens: number; workingTokens: number; ceilingTokens: number };
      expect(Math.abs(read.floorTokens - floorTokens)).toBeLessThanOrEqual(50);
      expect(Math.abs(read.workingTokens - workingTokens)).toBeLessThanOrEqual(50);
      expect(Math.abs(read.ceilingTokens - read.floorTokens - read.workingTokens)).toBeLessThanOrEqual(50);
      expect(setBudget(once, { ...FIGURES, floorTokens, workingTokens })).toBe(once);
    }),
  );
});

test('no line but those of the figures differs, down to its last byte', () => {
  const others = (card: string): readonly string[] =>
    card.split(/(?<=\n)/).filter((line) => !/^(?: +(?:floor|working|ceiling):|budget: \{)/.test(line));
  fc.assert(
    fc.property(cards, (card) => {
      expect(others(setBudget(card, FIGURES))).toEqual(others(card));
    }),
  );
});

test.each([
  ['2.1k', 12_345_678, '12345.678k'],
  ['', 10_000_000, '10000.000k'],
  ['~5', 9_999_999, '~9999999'],
])('after %j, %i tokens are written %s', (written, tokens, text) => {
  expect(figureLike(tokens, written)).toEqual({ text, tokens });
});
