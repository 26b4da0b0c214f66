import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Ran } from './xpar-cli.ts';
import type { Workshop } from './workshop.ts';

const DIST = path.join(import.meta.dirname, '../../dist');
const HOOK = pathToFileURL(path.join(import.meta.dirname, 'loaded-modules.mjs')).href;

/** Runs a command of the built CLI, and gives the packages that it loaded code of, in the bundle or outside, sorted, and the files of the bundle. */
export async function packagesLoaded(
  workshop: Workshop,
  ...args: readonly string[]
): Promise<{ readonly ran: Ran; readonly packages: readonly string[]; readonly files: readonly string[] }> {
  const file = path.join(workshop.root, `loaded-${Math.random()}`);
  const env = { NODE_OPTIONS: `--import=${HOOK}`, XPAR_TEST_LOADED: file };
  const ran = await workshop.xparWith({ env }, ...args);
  const urls = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const held = JSON.parse(readFileSync(path.join(DIST, 'packages.json'), 'utf8')) as Record<string, readonly string[]>;
  const files = urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => path.relative(DIST, fileURLToPath(url)).replaceAll('\\', '/'));
  const packages = files.flatMap((loaded) => held[loaded] ?? /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(loaded)?.[1] ?? []);
  return { ran, packages: [...new Set(packages)].sort(), files };
}
