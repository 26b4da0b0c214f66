import type { ModelClass } from './zone.ts';

/** What is assumed of a model from its name: native tokens per reference token, and the class its smart zone is seeded from. */
export interface FamilyFacts {
  readonly kappa: number;
  /** What it is hardly ever above. */
  readonly kappaSafe: number;
  readonly size: ModelClass;
}

/** First match wins. No public tokenizer exists for today's Claude and Gemini: these factors are assumed until sessions correct them. */
const KAPPA: readonly (readonly [RegExp, expected: number, safe: number])[] = [
  [/^claude-(opus-4-[789]|(sonnet|fable|opus|haiku)-[5-9])/, 1.6, 1.8],
  [/^claude-/, 1.22, 1.35],
  [/^(gpt-(4o|4\.1|[5-9])|o\d)/, 1, 1.02],
  [/^gem(ini|ma)-/, 1.1, 1.2],
];

/** For families nobody measured: the Claude factor, which errs towards a larger floor. */
const OTHER_KAPPA = [/./, 1.22, 1.35] as const;

const SIZES: readonly (readonly [RegExp, ModelClass])[] = [
  [/nano|flash-lite/, 'tiny'],
  [/haiku|mini(?!stral)|flash|spark/, 'small'],
  [/^claude-sonnet|^gpt-4|^o\d/, 'mid'],
  [/^claude-(opus|fable)|^gpt-[5-9]|^gemini-.*pro/, 'frontier'],
];

/** `name` is a model's name without provider. */
export function familyOf(name: string): FamilyFacts {
  const [, kappa, kappaSafe] = KAPPA.find(([pattern]) => pattern.test(name)) ?? OTHER_KAPPA;
  return {
    kappa,
    kappaSafe,
    size: SIZES.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown',
  };
}
