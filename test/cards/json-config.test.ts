import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonConfig } from '../../src/cards/json-config.ts';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.json';

const BROKEN: readonly (readonly [what: string, text: string, at: readonly [line: number, column: number], detail: string])[] = [
  ['a comma too many', '{\n  "base": "main",\n}', [3, 1], 'Expected double-quoted property name'],
  ['a comma too many in a list', '{ "gates": [1,] }', [1, 15], "Unexpected token ']'"],
  ['a comma too few', '{\n  "base": "main"\n  "stories": "cards" }', [3, 3], "Expected ',' or '}' after property value"],
  ['a word that is no value', '{\n  "base": main }', [2, 11], "Unexpected token 'm'"],
  ['a comment', '// ours\n{}', [1, 1], "Unexpected token '/'"],
  ['single quotes', "{ 'base': 'main' }", [1, 3], "Expected property name or '}'"],
  ['no end', '{ "base": "main"', [1, 17], "Expected ',' or '}' after property value"],
  ['nothing', '', [1, 1], 'Unexpected end of JSON input'],
  ['more after the end', '{}\n}', [2, 1], 'Unexpected non-whitespace character after JSON'],
];

test.each(BROKEN)('%s is told with its line and column', (_what, text, [line, column], detail) => {
  expect(jsonConfig(FILE, text)).toEqual({
    ok: false,
    problem: { reason: 'config-failed', file: FILE, place: { file: FILE, line, column }, detail: `it is no JSON: ${detail}` },
  });
});

test('what a config may not say is told at the line that says it', () => {
  const text =
    '\uFEFF{\n\t"base": "main",\n\t"paralell": {},\n\t"gates": [\n\t\t{ "name": "a", "command": "npm test" }\n\t]\n}\n';
  const json = jsonConfig(FILE, text);
  if (!json.ok) throw new Error('refused');
  const { problems } = readConfig(FILE, json.value, json.placeOf);
  expect(problems).toMatchObject([
    { path: 'paralell', place: { file: FILE, line: 3, column: 2 } },
    { path: 'gates[0].command', place: { file: FILE, line: 5, column: 18 } },
  ]);
});

test('whatever JSON says is read as JSON says it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(jsonConfig(FILE, text)).toMatchObject({ ok: true, value: JSON.parse(text) });
    }),
    { numRuns: 200 },
  );
});

test('no text throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => jsonConfig(FILE, text)).not.toThrow();
    }),
  );
});
