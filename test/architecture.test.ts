import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cruise, type IConfiguration, type ICruiseOptions } from 'dependency-cruiser';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { hiddenInputs } from './rig/hidden-inputs.ts';

const ROOT = path.join(import.meta.dirname, '..');
const { default: config } = (await import(new URL('../.dependency-cruiser.mjs', import.meta.url).href)) as {
  default: IConfiguration;
};
const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.replaceAll('\\', '/')}`)
  .filter((file) => file.endsWith('.ts'))
  .sort();
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Cruised {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { from: string; to: string; rule: { name: string } }[] };
}

async function cruiseTree(baseDir: string): Promise<Cruised> {
  const options = { ...config.options, baseDir, ruleSet: { forbidden: config.forbidden }, validate: true, outputType: 'json' };
  const { output } = await cruise(['src'], options as ICruiseOptions, config.options?.enhancedResolveOptions);
  return JSON.parse(output as string) as Cruised;
}

/** The names of the rules that a made-up source tree breaks. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-law-'));
  try {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'tsconfig.json'), textOf('tsconfig.json'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const { modules, summary } = await cruiseTree(folder);
    expect(modules.map(({ source }) => source)).toEqual(expect.arrayContaining(Object.keys(files)));
    return [...new Set(summary.violations.map(({ rule }) => rule.name))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small house in which every room that a law speaks of exists and every law holds. */
const HOUSE: Readonly<Record<string, string>> = {
  'src/main.ts':
    "import process from 'node:process';\nimport { cli } from './cli/cli.ts';\nimport { node } from './host/node.ts';\ncli(node, process.argv);\n",
  'src/cli/cli.ts':
    "import { build } from '../pipeline.ts';\nimport { text } from '../report/text.ts';\nimport type { Host } from '../host/host.ts';\nexport const cli = (host: Host, argv: readonly string[]): string => text(build(host, argv));\n",
  'src/pipeline.ts':
    "import type { Host } from './host/host.ts';\nimport { plan } from './plan/plan.ts';\nimport { gate } from './targets/gate.ts';\nexport const build = (host: Host, ids: readonly string[]): string[] => plan(ids.map((id) => ({ id: gate(host, id) })));\n",
  'src/targets/gate.ts':
    "import type { Host } from '../host/host.ts';\nimport { covers } from '../plan/plan.ts';\nimport { keep } from '../record/store.ts';\nexport const gate = (host: Host, id: string): string => keep(host, covers(id));\n",
  'src/record/store.ts':
    "import path from 'node:path';\nimport { createHash } from 'node:crypto';\nimport type { Host } from '../host/host.ts';\nexport const keep = (host: Host, id: string): string => path.join(host.cwd, createHash('sha256').update(id).digest('hex'));\n",
  'src/plan/plan.ts':
    "import picomatch from 'picomatch';\nimport type { Story } from '../model/card.ts';\nexport const covers = (id: string): string => String(picomatch(id)('a'));\nexport const plan = (stories: readonly Story[]): string[] => stories.map(({ id }) => id);\n",
  'src/report/text.ts':
    "import { styleText } from 'node:util';\nexport const text = (ids: readonly string[]): string => styleText('red', ids.join());\n",
  'src/host/host.ts': 'export interface Host {\n  readonly cwd: string;\n}\n',
  'src/host/node.ts':
    "import { execa } from 'execa';\nimport os from 'node:os';\nimport type { Host } from './host.ts';\nexport const node: Host & { execa: typeof execa } = { cwd: os.tmpdir(), execa };\n",
  'src/model/card.ts': 'export interface Story {\n  readonly id: string;\n}\n',
};

/** The house with one line more at the head of a file (made where it does not stand). */
function withLine(file: string, line: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...HOUSE, ...more, [file]: `${line}\n${HOUSE[file] ?? more[file] ?? 'export const made = 1;\n'}` };
}

const LAWS: readonly (readonly [law: string, rule: string, tree: Readonly<Record<string, string>>])[] = [
  [
    '1: model/ imports a room',
    'model-knows-nobody',
    withLine('src/model/card.ts', "export type { Host } from '../host/host.ts';"),
  ],
  ['1: model/ imports a package', 'model-knows-nobody', withLine('src/model/card.ts', "export { default } from 'picomatch';")],
  ['1: model/ imports of Node', 'model-knows-nobody', withLine('src/model/card.ts', "import 'node:path';")],
  ['2: a room imports a sibling', 'stages-do-not-know-each-other', withLine('src/report/text.ts', "import '../plan/plan.ts';")],
  [
    '2: a room imports a sibling type only',
    'stages-do-not-know-each-other',
    withLine('src/record/store.ts', "export type { plan } from '../plan/plan.ts';"),
  ],
  ['2: a room imports targets/', 'stages-do-not-know-each-other', withLine('src/report/text.ts', "import '../targets/gate.ts';")],
  ['2: a room imports the pipeline', 'stages-do-not-know-each-other', withLine('src/report/text.ts', "import '../pipeline.ts';")],
  [
    '2: a room imports a file that stands in no room',
    'stages-do-not-know-each-other',
    withLine('src/plan/plan.ts', "import '../shared.ts';", { 'src/shared.ts': 'export const shared = 1;\n' }),
  ],
  [
    '2: targets/ imports the pipeline',
    'targets-below-pipeline',
    withLine('src/targets/gate.ts', "export type { build } from '../pipeline.ts';"),
  ],
  ['2: the pipeline prints', 'pipeline-below-cli', withLine('src/pipeline.ts', "import './report/text.ts';")],
  ['3: a room reads a file', 'only-host-touches-the-world', withLine('src/record/store.ts', "import 'node:fs/promises';")],
  ['3: a room reads a file without saying node:', 'only-host-touches-the-world', withLine('src/record/store.ts', "import 'fs';")],
  [
    '3: a target starts a process',
    'only-host-touches-the-world',
    withLine('src/targets/gate.ts', "import 'node:child_process';"),
  ],
  ['3: the pipeline looks at the machine', 'only-host-touches-the-world', withLine('src/pipeline.ts', "import 'node:os';")],
  ['3: cli/ looks at the process', 'only-host-touches-the-world', withLine('src/cli/cli.ts', "import 'node:process';")],
  ['3: a room opens a socket', 'only-host-touches-the-world', withLine('src/report/text.ts', "import 'node:net';")],
  ['3: a room runs a program', 'only-host-runs-programs', withLine('src/record/store.ts', "import 'execa';")],
  ['3: a room loads the tokenizer', 'only-host-runs-programs', withLine('src/plan/plan.ts', "import 'js-tiktoken/lite';")],
  ['3: the pipeline sees an adapter', 'adapters-behind-ports', withLine('src/pipeline.ts', "import './host/node.ts';")],
  ['3: a room sees an adapter', 'adapters-behind-ports', withLine('src/record/store.ts', "import '../host/node.ts';")],
  ['3: host/ imports a room', 'host-knows-no-room', withLine('src/host/node.ts', "import '../plan/plan.ts';")],
  ['4: planning asks a port', 'deciding-is-pure', withLine('src/plan/plan.ts', "export type { Host } from '../host/host.ts';")],
  [
    '4: deciding asks a port',
    'deciding-is-pure',
    withLine('src/stale/decide.ts', "export type { Host } from '../host/host.ts';"),
  ],
  ['4: checking asks a port', 'deciding-is-pure', withLine('src/check/rules.ts', "export type { Host } from '../host/host.ts';")],
  ['5: cli/ plans', 'cli-is-thin', withLine('src/cli/cli.ts', "import '../plan/plan.ts';")],
  ['5: cli/ runs a target', 'cli-is-thin', withLine('src/cli/cli.ts', "import '../targets/gate.ts';")],
  [
    '6: two files import each other',
    'no-cycles',
    withLine('src/model/card.ts', "import './budget.ts';", { 'src/model/budget.ts': "import './card.ts';\n" }),
  ],
  [
    '6: two files import types of each other',
    'no-cycles',
    withLine('src/model/card.ts', "export type { Floor } from './budget.ts';", {
      'src/model/budget.ts': "import type { Story } from './card.ts';\nexport type Floor = Story;\n",
    }),
  ],
  ['6: a file that nobody imports', 'no-orphans', { ...HOUSE, 'src/plan/forgotten.ts': 'export const forgotten = 1;\n' }],
  ['a file that is not there', 'no-guesses', withLine('src/plan/plan.ts', "import './gone.ts';")],
];

test('a house that keeps the law breaks no rule', async () => {
  expect(await broken(HOUSE)).toEqual([]);
});

test.each(LAWS)('the law is seen broken: %s', async (_law, rule, tree) => {
  expect(await broken(tree)).toContain(rule);
});

test('every rule is proved to be able to fail', () => {
  expect(config.forbidden?.map(({ name }) => name).toSorted()).toEqual([...new Set(LAWS.map(([, rule]) => rule))].toSorted());
});

test('rooms import only downwards', async () => {
  const { summary, modules } = await cruiseTree(ROOT);
  // A cruise that saw nothing passes every rule.
  expect(
    modules
      .map(({ source }) => source)
      .filter((source) => source.startsWith('src/') && source.endsWith('.ts'))
      .toSorted(),
  ).toEqual(sources);
  expect(summary.violations.map(({ from, to, rule }) => `${from} -> ${to} (${rule.name})`)).toEqual([]);
});

test('no source file that is written by hand is longer than 250 lines', () => {
  const written = sources.filter((file) => !file.startsWith('src/model/generated/'));
  expect(written.filter((file) => textOf(file).trimEnd().split('\n').length > 250)).toEqual([]);
});

test('no file has a default export, collects the exports of others, or is called by what it is not', () => {
  expect(sources.filter((file) => /^export (default\b|\{[^}]*\bas default\b)/m.test(textOf(file)))).toEqual([]);
  expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.ts$)/.test(file))).toEqual([]);
  const barrels = sources.filter((file) => {
    const statements = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest).statements;
    return statements.every((one) => ts.isExportDeclaration(one) || ts.isImportDeclaration(one));
  });
  expect(barrels).toEqual([]);
});

const OUTSIDE_PORTS: readonly (readonly [what: string, text: string, found: readonly string[]])[] = [
  ['the clock', 'const a = Date.now();\nconst b = new Date();', ['1: Date.now', '2: new Date()']],
  ['chance', "import { createHash, randomUUID } from 'node:crypto';\nMath.random();", ['1: randomUUID', '2: Math.random']],
  ['the process', 'const { env } = process;\nprocess.exit(1);', ['1: process', '2: process']],
  ['the terminal', 'console.error(1);', ['1: console']],
  ['timers', 'setTimeout(() => undefined, 1);', ['1: setTimeout']],
  ['modules at run time', "await import('./a.ts');\nawait import('a');\nawait import(name);", ['2: import()', '3: import()']],
  ['nothing', "// process.exit\nconst process = new Date(3); lane.process; const a = { console: 1 }; 'Date.now()'", []],
];

test.each(OUTSIDE_PORTS)('reaching past the ports for %s is seen', (_what, text, found) => {
  expect(hiddenInputs('a.ts', text)).toEqual(found);
});

test('outside host/ and main.ts nothing reaches past the ports', () => {
  const rooms = sources.filter((file) => !file.startsWith('src/host/') && file !== 'src/main.ts');
  expect(rooms.length).toBeGreaterThan(100);
  expect(rooms.flatMap((file) => hiddenInputs(file, textOf(file)).map((found) => `${file}:${found}`))).toEqual([]);
});

test('integrate/ is given no other port than the integrator\u2019s', () => {
  const given = sources
    .filter((file) => file.startsWith('src/integrate/'))
    .flatMap((file) =>
      [...textOf(file).matchAll(/import (?:type )?\{([^}]*)\} from '\.\.\/host\/host\.ts'/g)].map((match) => match[1]!.trim()),
    );
  expect(given.length).toBeGreaterThan(0);
  expect([...new Set(given)]).toEqual(['Merger']);
});
