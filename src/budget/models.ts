import type { SmartZone } from '../model/budget.ts';
import type { ModelConfig } from '../model/config.ts';
import { editDistance } from '../model/suggest.ts';
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
  const alias = name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
  const row = own(ROWS, name) ?? own(ROWS, alias);
  const override = own(overrides, name) ?? own(overrides, alias);
  if (row === undefined && override === undefined) return { near: nearNames(name, overrides) };
  return { model: factsOf(name, row, override ?? {}) };
}

/** Every name that `findModel` knows, sorted. */
export function knownModels(overrides: Readonly<Record<string, ModelConfig>>): readonly string[] {
  return [...new Set([...Object.keys(ROWS), ...Object.keys(overrides)])].sort();
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function factsOf(name: string, row: Row | undefined, override: ModelConfig): ModelFacts {
  const { kappa, size } = familyOf(name);
  const windowTokens = override.window ?? row?.windowTokens;
  const usdPerMillion = override.usdPerMillion ?? row?.usdPerMillion;
  return {
    name,
    size,
    kappa: override.kappa ?? kappa,
    kappaSource: override.kappa === undefined ? 'assumed' : 'config',
    zone: override.smartZone ?? seedZone(size, windowTokens),
    ...(row?.family === undefined ? {} : { family: row.family }),
    ...(windowTokens === undefined ? {} : { windowTokens }),
    ...(usdPerMillion === undefined ? {} : { usdPerMillion }),
  };
}

/** Names at most a third of the letters away, nearest first. */
function nearNames(name: string, overrides: Readonly<Record<string, ModelConfig>>): readonly string[] {
  return knownModels(overrides)
    .map((known) => ({ known, distance: editDistance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ distance }) => distance <= name.length / 3)
    .sort((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))
    .slice(0, NEAR_NAMES)
    .map(({ known }) => known);
}
