import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Machine } from './host.ts';

/** This machine and this installation of xpar; `cwd` as given by `-C`, else the process's own. */
export function nodeMachine(cwd: string | undefined): Machine {
  const installation = findInstallation(import.meta.dirname);
  return {
    cwd: path.resolve(cwd ?? process.cwd()),
    env: process.env,
    platform: process.platform,
    cpus: os.availableParallelism(),
    strain: () => ({
      // Of macOS, what it could give up at once is not in the figure.
      ...(process.platform === 'darwin' ? {} : { freeBytes: process.availableMemory() }),
      load: os.loadavg()[0]! / os.availableParallelism(),
    }),
    pid: process.pid,
    hostname: os.hostname(),
    installation,
    program: [process.execPath, path.join(installation, 'bin', 'xpar.mjs')],
    version: (JSON.parse(fs.readFileSync(path.join(installation, 'package.json'), 'utf8')) as { version: string }).version,
    nodeVersion: process.versions.node,
    importModule: async (file) => (await import('./import-module.ts')).importModule(file, installation),
  };
}

/** Up from where this code stands, bundled or not, to the folder of its package.json. */
function findInstallation(from: string): string {
  return fs.existsSync(path.join(from, 'package.json')) ? from : findInstallation(path.dirname(from));
}
