import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeConfig } from '../../src/cards/complete-config.ts';
import { apartRule } from '../../src/plan/apart.ts';
import { covers, filesOverlap, scopesOverlap } from '../../src/plan/scope.ts';

const TOP = path.resolve(import.meta.dirname, '../..');
/** Files of a real repository: this one. */
const FILES = ['src', 'test', 'schemas', 'adr', 'stories'].flatMap((folder) =>
  readdirSync(path.join(TOP, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(TOP, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')),
);
const known = new Set(FILES);
const isFile = (name: string): boolean => known.has(name);

const APART = [
  ['src/cli/cli.ts', 'src/**/*.test.ts'],
  ['src/cli/cli.ts', 'src/*/index.ts'],
  ['src/cli/cli.ts', '**/*.md'],
  ['./src/cli/cli.ts', 'src/cli/cli.ts/below.ts'],
  ['src/cli/cli.ts', 'src/cli/*.md'],
] as const;

test.each(APART)('%s is a file, and %s another or none', (a, b) => {
  expect(scopesOverlap([a], [b]) && filesOverlap([a], [b], isFile)).toBe(false);
  expect(filesOverlap([b], [a], isFile)).toBe(false);
});

const TOGETHER = [
  ['src/cli/cli.ts', 'src/cli'],
  ['src/cli/cli.ts', 'src/**'],
  ['src/cli/cli.ts', '**/*.ts'],
  ['src/cli/cli.ts', 'src/cli/cl?.ts'],
  ['src/cli/cli.ts', 'SRC/CLI/CLI.ts'],
  ['src/cli', 'src/**/*.test.ts'],
  ['src/new.ts', 'src/**/*.test.ts'],
  ['src/{cli,run}/cli.ts', 'src/**/*.test.ts'],
] as const;

test.each(TOGETHER)('%s and %s may mean one file', (a, b) => {
  expect(filesOverlap([a], [b], isFile)).toBe(true);
  expect(filesOverlap([b], [a], isFile)).toBe(true);
});

/** A scope as people write them: a file, its folder, or one with some of its names left open. */
const scope = fc.tuple(fc.constantFrom(...FILES), fc.nat(5), fc.nat(9)).map(([file, how, at]) => {
  const parts = file.split('/');
  const name = parts.at(-1)!;
  const open = at % parts.length;
  const ways = [
    file,
    parts.slice(0, Math.max(1, open)).join('/'),
    parts.with(open, '*').join('/'),
    [...parts.slice(0, open), '**', `*${path.extname(name)}`].join('/'),
    `**/${name}`,
    parts.with(-1, `${name[0]}*`).join('/'),
  ];
  return ways[how]!;
});

test("of a real repository's files, two scopes that both cover one overlap", () => {
  let met = 0;
  fc.assert(
    fc.property(scope, scope, (a, b) => {
      if (!FILES.some((file) => covers([a], file) && covers([b], file))) return;
      met += 1;
      expect(filesOverlap([a], [b], isFile)).toBe(true);
    }),
    { numRuns: 400 },
  );
  expect(met).toBeGreaterThan(10);
});

test('two of its files overlap only where they are one', () => {
  const file = fc.constantFrom(...FILES);
  fc.assert(
    fc.property(file, file, (a, b) => {
      expect(filesOverlap([a], [b], isFile)).toBe(a === b);
    }),
  );
});

test('who names a file may run beside whoever means only what would have to stand below it', () => {
  const config = completeConfig({});
  const [login, docs] = [{ files: ['src/cli/cli.ts'] }, { files: ['**/*.md'] }];
  expect(apartRule(config)(login, docs)).toMatchObject({ because: 'same-files' });
  expect(apartRule(config, isFile)(login, docs)).toBeUndefined();
});
