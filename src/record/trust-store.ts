import path from 'node:path';
import type { Files } from '../host/host.ts';

/** Files by their path from the top of a repository, each with the digest of its bytes. */
export type Trusted = Readonly<Record<string, string>>;

type Env = Readonly<Record<string, string | undefined>>;

/** What one person trusted last is asked of again first; more than this nobody looks through. */
const MOST = 500;

/**
 * Where a person's word on configs is kept, outside of every repository: the folder for state of the platform. Undefined where
 * the environment says nothing of a home.
 */
export function trustFile(env: Env, platform: string): string | undefined {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const home = env['HOME'] ?? env['USERPROFILE'];
  const places =
    platform === 'win32'
      ? [env['LOCALAPPDATA'], home && paths.join(home, 'AppData', 'Local')]
      : [env['XDG_STATE_HOME'], home && paths.join(home, '.local', 'state')];
  // What is not absolute is to be taken for unset.
  const folder = places.find((place) => place !== undefined && paths.isAbsolute(place));
  return folder === undefined ? undefined : paths.join(folder, 'xpar', 'trusted-configs.json');
}

/** All that was trusted, the latest first; nothing of a file that is none of ours. */
export async function trustedConfigs(files: Pick<Files, 'readText'>, file: string): Promise<readonly Trusted[]> {
  try {
    const { configs } = JSON.parse((await files.readText(file)) ?? '') as { configs?: unknown };
    return Array.isArray(configs) ? configs.filter(isTrusted) : [];
  } catch {
    return [];
  }
}

export async function keepTrusted(files: Pick<Files, 'readText' | 'writeAtomic'>, file: string, config: Trusted): Promise<void> {
  const before = await trustedConfigs(files, file);
  // One that this goes beyond would let what it goes beyond by change unseen.
  const isPart = (one: Trusted): boolean => Object.entries(one).every(([name, digest]) => config[name] === digest);
  const configs = [config, ...before.filter((one) => !isPart(one))].slice(0, MOST);
  await files.writeAtomic(file, `${JSON.stringify({ schemaVersion: 1, configs }, null, 1)}\n`);
}

function isTrusted(one: unknown): one is Trusted {
  return typeof one === 'object' && one !== null && Object.values(one).every((digest) => typeof digest === 'string');
}
