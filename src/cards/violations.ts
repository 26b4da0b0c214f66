import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { ADR_SCHEMA } from '../model/generated/adr-schema.ts';
import { CONFIG_SCHEMA } from '../model/generated/config-schema.ts';
import { PLAN_SCHEMA } from '../model/generated/plan-schema.ts';
import { STORY_SCHEMA } from '../model/generated/story-schema.ts';
import { suggest } from '../model/suggest.ts';
import { pointerTo } from './yaml-value.ts';

/** One way in which a value is not what its schema says; `pointer` is the JSON pointer of the value meant. */
export type Violation =
  | {
      readonly kind: 'unknown';
      readonly pointer: string;
      readonly key: string;
      readonly known: readonly string[];
      readonly suggestion?: string;
    }
  | { readonly kind: 'missing'; readonly pointer: string; readonly key: string; readonly example: string }
  | { readonly kind: 'wrong'; readonly pointer: string; readonly expected: string; readonly suggestion?: string };

type SchemaName = 'story' | 'adr' | 'config' | 'plan';

const SCHEMAS: Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> = {
  story: STORY_SCHEMA,
  adr: ADR_SCHEMA,
  config: CONFIG_SCHEMA,
  plan: PLAN_SCHEMA,
};

const compiled = new Map<SchemaName, ValidateFunction>();

/** Everything that is wrong with a value, each value's first complaint only. */
export function violations(name: SchemaName, value: unknown): readonly Violation[] {
  const validate = validatorOf(name);
  if (validate(value)) return [];
  const found = new Map<string, Violation>();
  for (const error of validate.errors ?? []) {
    const violation = violationOf(error);
    const key = violation.kind === 'missing' ? pointerTo(violation.pointer, violation.key) : violation.pointer;
    if (!found.has(key)) found.set(key, violation);
  }
  return [...found.values()];
}

function validatorOf(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  // The schemas are ours, and a test holds them against the meta-schema: compiling that takes longer than all of them.
  const ajv = new Ajv2020({
    meta: false,
    validateSchema: false,
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    discriminator: true,
  });
  const validate = ajv.compile(SCHEMAS[name]);
  compiled.set(name, validate);
  return validate;
}

function violationOf(error: ErrorObject): Violation {
  const schema = (error.parentSchema ?? {}) as Schema;
  const pointer = error.instancePath;
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const known = Object.keys(schema.properties ?? {});
    return { kind: 'unknown', pointer: pointerTo(pointer, key), key, known, ...near(key, known) };
  }
  if (error.keyword === 'required') {
    const key = String(error.params['missingProperty']);
    return { kind: 'missing', pointer, key, example: exampleOf(schema, key) };
  }
  if (error.keyword === 'discriminator') {
    const kinds = ['claude', 'codex', 'acp', 'command'];
    return {
      kind: 'wrong',
      pointer: pointerTo(pointer, 'kind'),
      expected: oneOf(kinds),
      ...near(error.params['tagValue'], kinds),
    };
  }
  const expected = pointer === '' ? 'a map of keys' : (schema.title ?? oneOf(schema.enum ?? []));
  return { kind: 'wrong', pointer, expected, ...near(error.data, schema.enum ?? []) };
}

interface Schema {
  readonly title?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

function oneOf(values: readonly unknown[]): string {
  return `one of ${values.join(', ')}`;
}

function exampleOf(schema: Schema, key: string): string {
  const example = schema.properties?.[key]?.examples?.[0] ?? schema.properties?.[key]?.enum?.[0];
  return `${key}: ${typeof example === 'string' ? example : JSON.stringify(example ?? '...')}`;
}

function near(found: unknown, known: readonly unknown[]): { suggestion?: string } {
  const suggestion = typeof found === 'string' ? suggest(found, known.map(String)) : undefined;
  return suggestion === undefined ? {} : { suggestion };
}
