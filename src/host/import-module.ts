import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Machine } from './host.ts';

/** One evaluation of a config: all files that went into it, each with the digest it had before it was loaded. */
type Digests = Map<string, string>;

interface Evaluated {
  readonly value: unknown;
  readonly digests: Digests;
}

/** By file of the config. */
const evaluated = new Map<string, Evaluated>();
/** Evaluations under way: every file that is loaded meanwhile counts for each of them. */
const underWay = new Set<Digests>();
let evaluations = 0;
let hooked = false;

/**
 * Evaluates a config module as it stands now. It says `import ... from 'xpar'`: that is this xpar, whether or not the project
 * has one installed. Node evaluates an address once, so that where any file of it was edited since, all get new addresses; only
 * CommonJS is evaluated once whatever its address.
 */
export async function importModule(file: string, installation: string): ReturnType<Machine['importModule']> {
  if (!hooked) hook(pathToFileURL(path.join(installation, 'dist', 'index.js')).href);
  hooked = true;
  const before = evaluated.get(file);
  if (before && [...before.digests].every(([one, digest]) => digestOf(one) === digest)) return given(before);
  const { href } = pathToFileURL(file);
  const address = evaluations === 0 ? href : `${href}?${AGAIN}=${evaluations}`;
  evaluations += 1;
  // What is not loaded again is still part of it.
  const digests: Digests = new Map([...(before?.digests.keys() ?? [])].map((one) => [one, digestOf(one)]));
  underWay.add(digests);
  try {
    const module = (await withoutExit(() => import(address))) as { default?: unknown };
    const now = { value: module.default, digests };
    evaluated.set(file, now);
    return given(now);
  } finally {
    underWay.delete(digests);
  }
}

const AGAIN = 'xpar-again';

function given({ value, digests }: Evaluated): Awaited<ReturnType<Machine['importModule']>> {
  return { value, files: [...digests.keys()] };
}

function hook(self: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'xpar') return { url: self, shortCircuit: true };
      const found = next(specifier, context);
      const again = context.parentURL === undefined ? null : queryOf(context.parentURL);
      const isFresh = again === null || !found.url.startsWith('file:') || found.url.includes('?') || isPartOf(found.url, self);
      return isFresh ? found : { ...found, url: `${found.url}?${AGAIN}=${again}` };
    },
    load(url, context, next) {
      if (underWay.size > 0 && !isPartOf(url, self)) {
        const file = url.startsWith('file:') ? fileURLToPath(url) : url;
        const digest = digestOf(file);
        for (const digests of underWay) digests.set(file, digest);
      }
      return next(url, context);
    },
  });
}

function queryOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get(AGAIN) : null;
}

/** Our own bundle's chunks stand beside its entry. */
function isPartOf(url: string, entry: string): boolean {
  return url.startsWith(entry.slice(0, entry.lastIndexOf('/') + 1));
}

/** Of what is no file (`node:fs`) or is gone: always the same. */
function digestOf(file: string): string {
  try {
    return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  } catch {
    return '';
  }
}

/** A module that ends the process would end it without a word. */
async function withoutExit<T>(evaluate: () => Promise<T>): Promise<T> {
  const exit = process.exit.bind(process);
  process.exit = () => {
    throw new Error('it calls process.exit');
  };
  try {
    return await evaluate();
  } finally {
    process.exit = exit;
  }
}
