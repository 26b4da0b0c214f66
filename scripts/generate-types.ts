import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import { format } from 'prettier';

/** One module of `src/model/generated/`, as its schema wants it. */
export interface Generated {
  readonly file: string;
  readonly text: string;
}

type Schema = Readonly<Record<string, unknown>>;

const SCHEMAS = [
  { name: 'story', type: 'StoryFrontMatter', constant: 'STORY_SCHEMA' },
  { name: 'adr', type: 'AdrFrontMatter', constant: 'ADR_SCHEMA' },
  { name: 'config', type: 'RawConfig', constant: 'CONFIG_SCHEMA' },
  { name: 'plan', type: 'PlanFile', constant: 'PLAN_SCHEMA' },
] as const;

const BANNER = '// Generated from schemas/ by scripts/generate-types.ts: edit the schema.';

/** For each schema two modules: its type, and the schema as a value for the validator. */
export async function generated(root: string): Promise<readonly Generated[]> {
  const pairs = SCHEMAS.map(async ({ name, type, constant }) => {
    const schema = JSON.parse(await readFile(`${root}/schemas/${name}.schema.json`, 'utf8')) as Schema;
    return [
      { file: `src/model/generated/${name}.ts`, text: await pretty(await typeText(schema, type)) },
      { file: `src/model/generated/${name}-schema.ts`, text: await pretty(valueText(schema, constant)) },
    ];
  });
  return (await Promise.all(pairs)).flat();
}

/** The modules that are not what the schemas say. */
export async function outdated(root: string): Promise<readonly string[]> {
  const wanted = await generated(root);
  const present = await Promise.all(wanted.map(({ file }) => readFile(`${root}/${file}`, 'utf8').catch(() => '')));
  return wanted.filter(({ text }, index) => text !== present[index]).map(({ file }) => file);
}

/** Titles are noun phrases for messages: as names of types they would be sentences. */
async function typeText(schema: Schema, type: string): Promise<string> {
  const inlined = withInlinedScalars(without(schema, ['title', 'patternProperties']), schema['$defs'] as Schema | undefined);
  return `${BANNER}\n${await compile(inlined as object, type, { bannerComment: '', format: false, ignoreMinAndMaxItems: true })}`;
}

function valueText(schema: Schema, constant: string): string {
  const value = JSON.stringify(without(schema, ['description', '$schema']));
  return `${BANNER}\n/** \`schemas/\` as a value, without its descriptions. */\nexport const ${constant}: Readonly<Record<string, unknown>> = ${value};\n`;
}

/** A copy without these keywords; what stands under `properties` and `$defs` are names, not keywords. */
function without(schema: unknown, keywords: readonly string[]): unknown {
  if (Array.isArray(schema)) return schema.map((item) => without(item, keywords));
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !keywords.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' || key === '$defs' ? eachOf(value, keywords) : without(value, keywords),
    ]),
  );
}

function eachOf(names: unknown, keywords: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(names as Schema).map(([name, value]) => [name, without(value, keywords)]));
}

/** References to lists and scalars in place: a named type for each would only be `string[]` under another name. */
function withInlinedScalars(schema: unknown, definitions: Schema | undefined): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withInlinedScalars(item, definitions));
  if (!isObject(schema)) return schema;
  const target = definitions?.[String(schema['$ref']).replace('#/$defs/', '')];
  if (isObject(target) && target['type'] !== 'object') {
    const { $ref: _, ...beside } = schema;
    return withInlinedScalars({ ...(without(target, ['title']) as Schema), ...beside }, definitions);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withInlinedScalars(value, definitions)]));
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function pretty(text: string): Promise<string> {
  return format(text, { parser: 'typescript', singleQuote: true, printWidth: 130 });
}

async function main(): Promise<number> {
  const root = `${import.meta.dirname}/..`;
  if (!process.argv.includes('--check')) {
    for (const { file, text } of await generated(root)) await writeFile(`${root}/${file}`, text);
    return 0;
  }
  const differing = await outdated(root);
  for (const file of differing) process.stderr.write(`${file} differs from its schema; run: node scripts/generate-types.ts\n`);
  return differing.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
