import path from 'node:path';
import { DEFAULT_CONFIG } from '../cards/complete-config.ts';
import { jsonConfig } from '../cards/json-config.ts';
import { readConfig } from '../cards/read-config.ts';
import type { Host } from '../host/host.ts';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';

/** A config with its file, relative to the top, where there is one; or what is wrong with it. */
export type LoadedConfig =
  | { readonly ok: true; readonly value: { readonly config: Config; readonly file?: string } }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const CONFIG_FILES = ['xpar.config.ts', 'xpar.config.mts', 'xpar.config.mjs', 'xpar.config.js', 'xpar.config.json'];
/** A config that waits for something that never comes would hold every command up. */
const LIMIT_MS = 10_000;

/** The one config at the top of a repository; the defaults where there is none. */
export async function loadConfig(host: Host, top: string): Promise<LoadedConfig> {
  const there = (await host.files.list(top)) ?? [];
  const found = CONFIG_FILES.filter((file) => there.includes(file));
  if (found.length > 1) return { ok: false, problems: [{ reason: 'many-configs', files: found }] };
  const file = found[0];
  if (file === undefined) return { ok: true, value: { config: DEFAULT_CONFIG } };
  return file.endsWith('.json') ? loadJson(host, top, file) : loadModule(host, top, file);
}

async function loadJson(host: Host, top: string, file: string): Promise<LoadedConfig> {
  const json = jsonConfig(file, (await host.files.readText(path.join(top, file))) ?? '');
  return json.ok ? checked(file, readConfig(file, json.value, json.placeOf)) : { ok: false, problems: [json.problem] };
}

async function loadModule(host: Host, top: string, file: string): Promise<LoadedConfig> {
  const over = new AbortController();
  try {
    const late = host.clock.wait(LIMIT_MS, over.signal).then(() => {
      throw new Error(`it did not finish within ${LIMIT_MS / 1000} seconds`);
    });
    late.catch(() => undefined);
    return checked(file, readConfig(file, await Promise.race([host.machine.importModule(path.join(top, file)), late])));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ reason: 'config-failed', place: { file }, file, detail }] };
  } finally {
    over.abort();
  }
}

function checked(file: string, { config, problems }: ReturnType<typeof readConfig>): LoadedConfig {
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { config, file } };
}
