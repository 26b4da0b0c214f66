import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../src/model/record.ts';
import type { ReportFacts } from '../../../src/model/report.ts';
import { ledgerReport } from '../../../src/report/ledger-report.ts';
import { isPageOfOurs, pageHtml } from '../../../src/report/page/page.ts';
import { sessionOf, silentSession } from '../../record/entries.ts';
import { tagsOf, type Tag } from '../../rig/page-parts.ts';
import { factsOf, threeWeeksFacts } from '../../rig/report-facts.ts';
import { madeStories } from '../../rig/three-weeks.ts';

const page = (facts: ReportFacts): string => pageHtml(ledgerReport(facts));
const named = (tags: readonly Tag[], name: string): readonly Tag[] => tags.filter((tag) => tag.name === name);
const ran = (more: Parameters<typeof sessionOf>[0] = {}): JournalEntry => ({
  t: 'session',
  at: 1,
  run: 'r1',
  key: 'k',
  session: sessionOf(more),
});

const FULL = page(threeWeeksFacts());

describe('a page', () => {
  test('needs nothing but itself: no script, no address, no handler', () => {
    const tags = tagsOf(FULL);
    expect(named(tags, 'script')).toEqual([]);
    expect(named(tags, 'svg').length).toBeGreaterThan(15);
    const addresses = tags.flatMap(({ attributes }) => [attributes.get('href') ?? [], attributes.get('src') ?? []]).flat();
    expect(addresses.every((address) => address.startsWith('#'))).toBe(true);
    expect(/url\(|@import|https?:/.exec(FULL)).toBeNull();
    expect(tags.flatMap(({ attributes }) => [...attributes.keys()]).filter((key) => key.startsWith('on'))).toEqual([]);
    expect(FULL.includes('default-src &#39;none&#39;')).toBe(true);
  });

  test('tells every picture in words, under ids that are its own', () => {
    const tags = tagsOf(FULL);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const byId = new Map(tags.map((tag) => [tag.attributes.get('id'), tag]));
    for (const { attributes } of named(tags, 'svg')) {
      expect(attributes.get('role')).toBe('img');
      const said = attributes
        .get('aria-labelledby')!
        .split(' ')
        .map((id) => byId.get(id)?.text ?? '');
      expect(said).toHaveLength(2);
      expect(said.every((text) => text.length > 3)).toBe(true);
    }
    for (const { attributes } of named(tags, 'a')) expect(byId.has(attributes.get('href')!.slice(1))).toBe(true);
  });

  test('has heads and a caption on every table', () => {
    const tags = tagsOf(FULL);
    expect(named(tags, 'table').length).toBeGreaterThan(4);
    expect(named(tags, 'caption')).toHaveLength(named(tags, 'table').length);
    expect(named(tags, 'th').every(({ attributes }) => ['col', 'row'].includes(attributes.get('scope') ?? ''))).toBe(true);
  });

  test('holds no coordinate that is no number', () => {
    expect(/NaN|Infinity|undefined/.exec(FULL)).toBeNull();
  });

  test('holds all nine sections and the picture of the stories', () => {
    const heads = named(tagsOf(FULL), 'h2').map(({ text }) => text);
    expect(heads).toEqual([
      'Estimate against actual, per story',
      'Are the estimates honest?',
      'What the multiplier has learned',
      'Smart zone',
      'ADR tax',
      'Velocity',
      'Base creep',
      'Flow',
      'Stories by dependency',
    ]);
  });

  test('tells states in the picture of the stories by sign and word', () => {
    const titles = named(tagsOf(FULL), 'title').map(({ text }) => text);
    expect(titles).toEqual(expect.arrayContaining([expect.stringMatching(/^docs-site: needs you\./)]));
    for (const sign of ['✓', '▶', '!', '○', '✎']) expect(FULL).toContain(`>${sign}</text>`);
  });
});

const MARKUP = `</title></style><script>alert(1)</script><img src=x onerror="a('b')">&amp;\u202e`;

test('text from cards, agents and branches is text', () => {
  const hostile = page(
    factsOf(
      [
        ran({ story: MARKUP, agent: MARKUP, model: MARKUP, version: MARKUP, effort: MARKUP }),
        { t: 'iteration', at: 5, name: MARKUP },
      ],
      {
        project: { name: MARKUP, base: MARKUP, commit: MARKUP, at: 0, sharedSessions: 0 },
        stories: [{ id: MARKUP, title: MARKUP, state: 'to do', dependsOn: [MARKUP, 'b'], adrs: [MARKUP] }],
        adrs: [{ adr: MARKUP, title: MARKUP, weightTokens: 1, stories: 1, taxTokens: 1 }],
        lessons: [
          { agent: MARKUP, model: MARKUP, drifts: [], bases: [{ version: MARKUP, tokens: 5, source: 'measured', sessions: 0 }] },
        ],
      },
    ),
  );
  const tags = tagsOf(hostile);
  expect(named(tags, 'script')).toEqual([]);
  expect(named(tags, 'img')).toEqual([]);
  expect(named(tags, 'style')).toHaveLength(1);
  expect(hostile).toContain('&lt;script&gt;');
  expect(hostile).not.toContain('\u202e');
  expect(hostile).toContain('\\u202e');
});

test('of an empty ledger it says that there is nothing yet, and what to do', () => {
  const empty = page(factsOf([]));
  expect(empty).toContain('No session has run yet. `xpar plan` shows what would run');
  expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  tagsOf(empty);
});

test('what an agent did not tell is a question mark, never zero', () => {
  const silent = page(factsOf([{ t: 'session', at: 1, run: 'r1', key: 'k', session: silentSession() }]));
  const cards = named(tagsOf(silent), 'li').map(({ text }) => text);
  expect(cards).toContainEqual('?tokens burned, 1 session told none');
  expect(cards).toContainEqual('?of the smart zone at most');
  expect(silent).not.toMatch(/NaN|Infinity|undefined/);
});

test('of a thousand stories the most telling are drawn, and the rest is counted', () => {
  const huge = page(threeWeeksFacts(3000, madeStories(1000)));
  expect(huge).toContain('850 stories more not drawn');
  expect(huge.length).toBeLessThan(1_000_000);
  expect(huge).toContain('needs you');
  tagsOf(huge);
});

test('stories that all need each other, or themselves, are drawn all the same', () => {
  const node = (id: string, ...dependsOn: readonly string[]) => ({ id, title: id, state: 'to do' as const, dependsOn, adrs: [] });
  const ids = Array.from({ length: 120 }, (_, at) => `s${at}`);
  const thicket = ids.map((id, at) => node(id, ...ids.slice(0, at)));
  for (const stories of [[node('a', 'b'), node('b', 'a'), node('c', 'c', 'a')], thicket])
    expect(tagsOf(page(factsOf([ran()], { stories }))).length).toBeGreaterThan(50);
});

test('text stands out from its ground by 4.5 or more, in light and dark', () => {
  const themes = [...FULL.matchAll(/:root\{[^{}]*?(--ground:[^}]*)\}/g)].map(([, text]) => text!);
  expect(themes).toHaveLength(2);
  for (const theme of themes) {
    const colours = new Map([...theme.matchAll(/--(\w+):(#\w+)/g)].map(([, name, colour]) => [name!, luminance(colour!)]));
    for (const name of ['ink', 'soft', 'ok', 'over', 'far', 'run', 'learn'])
      expect([name, contrast(colours.get(name)!, colours.get('ground')!)]).toEqual([
        name,
        expect.toSatisfy((ratio: number) => ratio >= 4.5),
      ]);
    for (const name of ['ink', 'soft']) expect(contrast(colours.get(name)!, colours.get('card')!)).toBeGreaterThanOrEqual(4.5);
  }
});

/** Relative luminance, WCAG 2. */
function luminance(colour: string): number {
  const hex =
    colour.length === 4
      ? colour
          .slice(1)
          .match(/./g)!
          .map((digit) => digit + digit)
      : colour.slice(1).match(/../g)!;
  const [r, g, b] = hex.map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

test('where the latest sessions of a model told nothing, their multiplier is unknown, not infinite', () => {
  const html = page(factsOf([ran(), ...Array.from({ length: 120 }, (_, at) => ran(silentSession({ startedAt: at + 1 })))]));
  expect(html).toContain('120 sessions: none told what it worked');
  expect(/NaN|Infinity/.exec(html)).toBeNull();
});

test('a page of ours is known by its beginning, also with turned line ends, and not by what it quotes', () => {
  expect(isPageOfOurs(FULL)).toBe(true);
  expect(isPageOfOurs(FULL.replaceAll('\n', '\r\n'))).toBe(true);
  expect(isPageOfOurs(`# Notes\n${FULL}`)).toBe(false);
  expect(isPageOfOurs('<!doctype html>\n<p><!-- xpar report --></p>')).toBe(false);
  expect(isPageOfOurs('')).toBe(false);
});
