import { hash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_CONFIG } from '../../cards/complete-config.ts';
import type { readConfig } from '../../cards/read-config.ts';
import type { Host } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';
import { CONFIG_SCHEMA } from '../../model/generated/config-schema.ts';
import type { Problem } from '../../model/problem.ts';
import { mayRun, wasLoaded } from './trust.ts';

export interface Loaded {
  readonly config: Config;
  readonly file?: string;
  /** Files that it was put together from beside its own, absolute. */
  readonly parts: readonly string[];
  /** Its own text alone makes it what it is: no other file, no environment, no clock. */
  readonly isClosed: boolean;
}

/** A config with its file, relative to the top, where there is one; or what is wrong with it. */
export type LoadedConfig =
  { readonly ok: true; readonly value: Loaded } | { readonly ok: false; readonly problems: readonly Problem[] };

export const CONFIG_FILES: readonly string[] = [
  'xpar.config.ts',
  'xpar.config.mts',
  'xpar.config.mjs',
  'xpar.config.js',
  'xpar.config.json',
];
/** A config that waits for something that never comes would hold every command up. */
const LIMIT_MS = 10_000;

/**
 * The one config at the top of a repository; the defaults where there is none. What a closed config was evaluated to is kept
 * in `cache` and taken from there while its text is the same: evaluating and checking one takes longer than all the rest.
 */
export async function loadConfig(host: Host, top: string, cache: string): Promise<LoadedConfig> {
  const found = await configFiles(host, top);
  if (found.length > 1) return { ok: false, problems: [{ reason: 'many-configs', files: found }] };
  const file = found[0];
  if (file === undefined) return { ok: true, value: { config: DEFAULT_CONFIG, parts: [], isClosed: true } };
  const key = configKey(host, file, (await host.files.readText(path.join(top, file))) ?? '');
  const kept = keptConfig(await host.files.readText(cache), key);
  if (kept) return { ok: true, value: { config: kept, file, parts: [], isClosed: true } };
  const loaded = await (file.endsWith('.json') ? loadJson(host, top, file) : loadModule(host, top, file));
  if (loaded.ok && loaded.value.isClosed) await keepConfig(host, cache, key, loaded.value.config);
  return loaded;
}

/** The configs that stand at the top: more than one is refused. */
export async function configFiles(host: Host, top: string): Promise<readonly string[]> {
  const there = (await host.files.list(top)) ?? [];
  return CONFIG_FILES.filter((file) => there.includes(file));
}

/** Another xpar may read the same text differently. */
function configKey(host: Host, file: string, text: string): string {
  return hash('sha256', JSON.stringify([host.machine.version, CONFIG_SCHEMA, DEFAULT_CONFIG, file, text]));
}

function keptConfig(text: string | undefined, key: string): Config | undefined {
  const [line, json = ''] = text?.split('\n') ?? [];
  return line === `${key} ${hash('sha256', json)}` ? (JSON.parse(json) as Config) : undefined;
}

/** Where xpar has a folder already; a config that is more than data is evaluated every time. */
async function keepConfig(host: Host, cache: string, key: string, config: Config): Promise<void> {
  const json = JSON.stringify(config);
  if (!isDeepStrictEqual(JSON.parse(json), config)) return;
  await host.files.writeCache(cache, Buffer.from(`${key} ${hash('sha256', json)}\n${json}`));
}

async function loadJson(host: Host, top: string, file: string): Promise<LoadedConfig> {
  const { jsonConfig } = await import('../../cards/json-config.ts');
  const json = jsonConfig(file, (await host.files.readText(path.join(top, file))) ?? '');
  return json.ok
    ? checked(file, await configIn(file, json.value, json.placeOf), { parts: [], isClosed: true })
    : { ok: false, problems: [json.problem] };
}

async function loadModule(host: Host, top: string, file: string): Promise<LoadedConfig> {
  const refusal = await mayRun(host, top, file);
  if (refusal) return { ok: false, problems: [refusal] };
  const over = new AbortController();
  try {
    const late = host.clock.wait(LIMIT_MS, over.signal).then(() => {
      throw new Error(`it did not finish within ${LIMIT_MS / 1000} seconds`);
    });
    late.catch(() => undefined);
    const { value, files } = await Promise.race([host.machine.importModule(path.join(top, file)), late]);
    const parts = files.filter((one) => one !== path.join(top, file));
    if (parts.length > 0) await wasLoaded(host, top, file, parts);
    const text = (await host.files.readText(path.join(top, file))) ?? '';
    const isClosed = parts.length === 0 && !REACHES_OUT.test(text);
    return checked(file, await configIn(file, value), { parts, isClosed });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ reason: 'config-failed', place: { file }, file, detail }] };
  } finally {
    over.abort();
  }
}

/** Words without which a module depends on nothing but its text; one in a comment costs time only. */
const REACHES_OUT =
  /\b(?:process|globalThis|global|Date|Temporal|Math|performance|crypto|fetch|require|import\s*\(|import\.meta|eval|Function|navigator)\b|import\s*\(|node:/;

type ReadConfig = typeof readConfig;

/** The validator is loaded where a config is new: it takes longer than all the rest. */
async function configIn(...given: Parameters<ReadConfig>): Promise<ReturnType<ReadConfig>> {
  return (await import('../../cards/read-config.ts')).readConfig(...given);
}

function checked(
  file: string,
  { config, problems }: ReturnType<ReadConfig>,
  from: Pick<Loaded, 'parts' | 'isClosed'>,
): LoadedConfig {
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { config, file, ...from } };
}
