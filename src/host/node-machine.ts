import fs from 'node:fs';
import { registerHooks } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Machine } from './host.ts';

/** This machine and this installation of xpar; `cwd` as given by `-C`, else the process's own. */
export function nodeMachine(cwd: string | undefined): Machine {
  const installation = findInstallation(import.meta.dirname);
  return {
    cwd: path.resolve(cwd ?? process.cwd()),
    env: process.env,
    platform: process.platform,
    cpus: os.availableParallelism(),
    pid: process.pid,
    hostname: os.hostname(),
    installation,
    version: (JSON.parse(fs.readFileSync(path.join(installation, 'package.json'), 'utf8')) as { version: string }).version,
    nodeVersion: process.versions.node,
    importModule: (file) => importModule(file, installation),
  };
}

/** Up from where this code stands, bundled or not, to the folder of its package.json. */
function findInstallation(from: string): string {
  return fs.existsSync(path.join(from, 'package.json')) ? from : findInstallation(path.dirname(from));
}

/** Files loaded while a config is evaluated; nothing is noted at other times. */
let loaded: Set<string> | undefined;
let hooked = false;

/** A config says `import ... from 'xpar'`; that is this xpar, whether or not the project has one installed. */
async function importModule(file: string, installation: string): ReturnType<Machine['importModule']> {
  const self = pathToFileURL(path.join(installation, 'dist', 'index.js')).href;
  if (!hooked)
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'xpar' ? { url: self, shortCircuit: true } : next(specifier, context),
      load: (url, context, next) => {
        if (url !== self && !isPartOf(url, self)) loaded?.add(url.startsWith('file:') ? fileURLToPath(url) : url);
        return next(url, context);
      },
    });
  hooked = true;
  const files = new Set<string>();
  loaded = files;
  try {
    const module = (await withoutExit(() => import(pathToFileURL(file).href))) as { default?: unknown };
    return { value: module.default, files: [...files] };
  } finally {
    loaded = undefined;
  }
}

/** Our own bundle's chunks stand beside its entry. */
function isPartOf(url: string, entry: string): boolean {
  return url.startsWith(entry.slice(0, entry.lastIndexOf('/') + 1));
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
