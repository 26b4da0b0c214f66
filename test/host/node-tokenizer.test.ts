import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { describe, expect, it } from 'vitest';
import { nodeTokenizer } from '../../src/host/node-tokenizer.ts';

const tokenizer = nodeTokenizer();
const oracle = new Tiktoken(o200k);
const oracleCount = (text: string): number => oracle.encode(text, [], []).length;

const ORDINARY: Readonly<Record<string, string>> = {
  'TypeScript code': readFileSync(new URL('../../src/host/host.ts', import.meta.url), 'utf8'),
  JSON: JSON.stringify(
    { parcels: Array.from({ length: 50 }, (_, id) => ({ id, grams: id * 37, to: `Street ${id}`, paid: id % 2 === 0 })) },
    null,
    2,
  ),
  'minified JSON': JSON.stringify(Array.from({ length: 200 }, (_, id) => [id, id / 7, `k${id}`])),
  prose: 'The customer weighs a parcel. It’s 1,250 g — a bit over one kilogram; they’ll pay €4.90, won’t they?\n\nYES. '.repeat(
    5,
  ),
  CJK: '小包を量り、料金を計算する。包裹的重量以克为单位。소포의 무게는 그램 단위입니다.',
  'Arabic, Hindi and Thai': 'وزن الطرد بالغرام. पार्सल का वजन ग्राम में है। น้ำหนักพัสดุเป็นกรัม',
  'emoji and combining marks': '📦 gewogen ✅ 👩🏽‍🚀👨‍👩‍👧‍👦 🇩🇪 e\u0301tiquette nai\u0308ve',
  'whitespace in every form': '\tif (x)\r\n\r\n    \u00a0\u3000return;   \n \n\n   \t end  ',
  'long words':
    'Donaudampfschifffahrtsgesellschaftskapitän supercalifragilisticexpialidocious HTTPServerErrorXMLParser snake_case_name kebab-case-name',
};

describe('counting', () => {
  it.each(Object.entries(ORDINARY))("gives js-tiktoken's count for %s", async (_, text) => {
    expect(await tokenizer.count(text)).toBe(oracleCount(text));
  });

  it("gives js-tiktoken's count for any short text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        expect(await tokenizer.count(text)).toBe(oracleCount(text));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same count when a text is counted again', async () => {
    const fresh = nodeTokenizer();
    const text = ORDINARY['prose']!;
    expect([await fresh.count(text), await fresh.count(text)]).toEqual([oracleCount(text), oracleCount(text)]);
  });

  it('counts no text as no tokens', async () => {
    expect(await tokenizer.count('')).toBe(0);
  });
});

describe('hostile text', () => {
  it('is counted as text where it looks like a special token', async () => {
    const text = 'before <|endoftext|> and <|endofprompt|> after';
    expect(await tokenizer.count(text)).toBe(oracleCount(text));
    expect(await tokenizer.count('<|endoftext|>')).toBeGreaterThan(1);
  });

  it.each([
    ['a lone high surrogate', 'a\ud83d'],
    ['a lone low surrogate', '\udce6b'],
    ['surrogates the wrong way round', '\udce6\ud83d'],
    ['NULs', '\0\0\0'],
    ['a byte order mark', '\ufefftitle: x'],
    ['bare carriage returns', 'a\rb\r\rc'],
    ['bidirectional controls', 'abc\u202edcba\u202c'],
  ])('never makes it throw: %s', async (_, text) => {
    expect(await tokenizer.count(text)).toBe(oracleCount(text));
  });

  it.each(['a', 'A', ' ', '\n', '-', '漢', '📦', 'ab', '\ud83d'])(
    'of a million characters in one run is counted: %j',
    async (unit) => {
      const count = await tokenizer.count(unit.repeat(1_000_000 / unit.length));
      expect(count).toBeGreaterThan(1_000);
      expect(count).toBeLessThanOrEqual(3_000_000);
    },
  );
});

describe('a long text', () => {
  it('counts the same in blocks as in one piece', async () => {
    const line = 'const parcel = { grams: 1250, to: "Lübeck" }; // 📦\n';
    const lines = 30_000;
    const perLine = (oracleCount(line.repeat(20)) - oracleCount(line.repeat(10))) / 10;
    expect(await tokenizer.count(line.repeat(lines))).toBe(perLine * lines);
  });

  it('without a line end is cut between characters, not inside one', async () => {
    const text = `a${'📦'.repeat(600_000)}`;
    expect(await tokenizer.count(text)).toBeLessThanOrEqual(600_001 * 3);
  });

  it('of one piece past 8 kB counts at most a few tokens more per cut', async () => {
    const [words, cuts] = [3_000, 2];
    const counted = await tokenizer.count('parcel'.repeat(words));
    expect(counted).toBeGreaterThan(words);
    expect(counted).toBeLessThanOrEqual(words + 2 * cuts);
  });
});
