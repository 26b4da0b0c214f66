import type { SmartZone } from '../model/budget.ts';
import type { ModelConfig } from '../model/config.ts';
import { editDistance, suggest } from '../model/suggest.ts';
import { familyOf } from './family.ts';
import { seedZone, type ModelClass } from './zone.ts';
import table from './models.json' with { type: 'json' };

/** USD per million tokens; a cache price that is not known is the input price. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** What is known of a model before it has run here. */
export interface ModelFacts {
  /** As the person writes it. */
  readonly name: string;
  readonly family?: string;
  readonly size: ModelClass;
  readonly windowTokens?: number;
  readonly usdPerMillion?: Prices;
  readonly kappa: number;
  /** What an assumed one is hardly ever above. */
  readonly kappaSafe?: number;
  readonly kappaSource: 'assumed' | 'config';
  readonly zone: SmartZone;
}

interface Row {
  readonly family?: string;
  readonly windowTokens: number;
  readonly usdPerMillion: Prices;
}

const ROWS: Readonly<Record<string, Row>> = table.models;
const NEAR_NAMES = 3;

/**
 * Facts of a model by its alias or dated name (`-20260217`, `-2026-02-17`, `-latest`), with the config's entry of that
 * name over the vendored table. A name that neither knows gives the names most like it: never a guess.
 */
export function findModel(
  name: string,
  overrides: Readonly<Record<string, ModelConfig>>,
): { readonly model: ModelFacts } | { readonly near: readonly string[] } {
  const alias = aliasOf(name);
  const row = own(ROWS, name) ?? own(ROWS, alias);
  const override = own(overrides, name) ?? own(overrides, alias);
  if (row === undefined && override === undefined) return { near: nearNames(name, overrides) };
  return { model: factsOf(name, row, override ?? {}) };
}

/** The name without its date. */
function aliasOf(name: string): string {
  return name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}

/**
 * Entries of a config that change nothing: their model is in no table, they say neither its window nor its prices, and nobody asks
 * for it. Each with the name that was most likely meant.
 */
export function idleModels(
  overrides: Readonly<Record<string, ModelConfig>>,
  asked: ReadonlySet<string>,
): readonly { readonly model: string; readonly suggestion?: string }[] {
  const bare = Object.entries(overrides).flatMap(([name, { window, usdPerMillion }]) =>
    window === undefined && usdPerMillion === undefined && 'near' in findModel(name, {}) ? [name] : [],
  );
  if (bare.length === 0) return [];
  const wanted = new Set([...asked].flatMap((name) => [name, aliasOf(name)]));
  const idle = bare.filter((name) => !wanted.has(name));
  const meant = [...knownModels(overrides), ...wanted].filter((name) => !idle.includes(name));
  return idle.map((model) => {
    const suggestion = suggest(model, meant);
    return { model, ...(suggestion === undefined ? {} : { suggestion }) };
  });
}

/** Every name that `findModel` knows, sorted. */
export function knownModels(overrides: Readonly<Record<string, ModelConfig>>): readonly string[] {
  return [...new Set([...Object.keys(ROWS), ...Object.keys(overrides)])].sort();
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function factsOf(name: string, row: Row | undefined, override: ModelConfig): ModelFacts {
  const { kappa, kappaSafe, size } = familyOf(name);
  const windowTokens = override.window ?? row?.windowTokens;
  const usdPerMillion = override.usdPerMillion ?? row?.usdPerMillion;
  return {
    name,
    size,
    ...(override.kappa === undefined
      ? { kappa, kappaSafe, kappaSource: 'assumed' }
      : { kappa: override.kappa, kappaSource: 'config' }),
    zone: override.smartZone ?? seedZone(size, windowTokens),
    ...(row?.family === undefined ? {} : { family: row.family }),
    ...(windowTokens === undefined ? {} : { windowTokens }),
    ...(usdPerMillion === undefined ? {} : { usdPerMillion }),
  };
}

/** Names that hold every word asked for, the shortest first (`sonnet-4.6`); then those at most a third of the letters away. */
function nearNames(name: string, overrides: Readonly<Record<string, ModelConfig>>): readonly string[] {
  const asked = name.toLowerCase();
  const words = wordsOf(asked);
  const known = knownModels(overrides);
  const holding = known
    .filter((one) => words.length > 0 && words.every((word) => wordsOf(one).includes(word)))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const alike = known
    .map((one) => ({ one, distance: editDistance(asked, one.toLowerCase()) }))
    .filter(({ distance }) => distance <= name.length / 3)
    .sort((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1))
    .map(({ one }) => one);
  return [...new Set([...holding, ...alike])].slice(0, NEAR_NAMES);
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
