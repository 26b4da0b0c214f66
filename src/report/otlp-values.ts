import type { LedgerSession } from '../model/history.ts';

type Value = string | number | boolean | undefined;
export type Attributes = Readonly<Record<string, Value>>;

/** All input, cached or not, as the conventions want it. */
export function inputOf({ actual: { spend } }: LedgerSession): number {
  return spend.input + spend.cacheRead + spend.cacheWrite;
}

/** What the conventions ask of every span and point: who was called for what. */
export function callOf({ model }: Pick<LedgerSession, 'model'>): Attributes {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': providerOf(model),
    'gen_ai.request.model': model,
  };
}

/** Names of the conventions where a model's name tells; its own beginning otherwise. */
function providerOf(model: string): string {
  if (model.startsWith('claude')) return 'anthropic';
  if (/^(?:gpt|o\d|codex)/.test(model)) return 'openai';
  return model.startsWith('gemini') ? 'gcp.gemini' : (/^[a-z]+/.exec(model)?.[0] ?? 'unknown');
}

/** Attributes as OTLP's JSON wants them; those without a value are left out. */
export function attributesOf(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueJson(value) }]));
}

/** 64-bit integers are text in OTLP's JSON. */
function valueJson(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Nanoseconds since the epoch, as text. */
export function nanos(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n);
}
