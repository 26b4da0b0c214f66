import type { Files } from '../../host/host.ts';
import path from 'node:path';
import type { GateConfig } from '../../model/config.ts';

const TEN_MINUTES = 600_000;

/** The gate of a project that configured none: the test command its own files name. Empty where nothing is found. */
export async function detectGates(files: Files, top: string): Promise<readonly GateConfig[]> {
  const command = (await npmTest(files, top)) ?? (await otherTest(files, top));
  return command ? [{ name: 'test', rung: 3, command, timeoutMs: TEN_MINUTES, onRequest: false }] : [];
}

async function npmTest(files: Files, top: string): Promise<readonly string[] | undefined> {
  const script = await testScript(files, top);
  // npm's own placeholder is a promise to write tests, not a test.
  return script === undefined || script.includes('no test specified') ? undefined : ['npm', 'test'];
}

/** What a package's own `test` script says, in the folder where its package.json stands. */
export async function testScript(files: Files, folder: string): Promise<string | undefined> {
  const text = await files.readText(path.join(folder, 'package.json'));
  return text === undefined ? undefined : testScriptIn(text);
}

function testScriptIn(packageJson: string): string | undefined {
  try {
    const value = JSON.parse(packageJson) as { scripts?: { test?: unknown } } | null;
    return typeof value?.scripts?.test === 'string' ? value.scripts.test : undefined;
  } catch {
    return undefined;
  }
}

/** Files at the top whose presence or text `detectGates` goes by. */
export const GATE_FILES: readonly string[] = ['package.json', 'Cargo.toml', 'go.mod', 'pytest.ini', 'pyproject.toml'];

const TESTERS: readonly (readonly [file: string, command: readonly string[]])[] = [
  ['Cargo.toml', ['cargo', 'test']],
  ['go.mod', ['go', 'test', './...']],
  ['pytest.ini', ['pytest']],
  ['pyproject.toml', ['pytest']],
];

async function otherTest(files: Files, top: string): Promise<readonly string[] | undefined> {
  for (const [file, command] of TESTERS) {
    if (await files.exists(path.join(top, file))) return command;
  }
  return undefined;
}

const INSTALLERS: readonly (readonly [lockfile: string, command: readonly string[]])[] = [
  ['package-lock.json', ['npm', 'ci']],
  ['npm-shrinkwrap.json', ['npm', 'ci']],
  ['pnpm-lock.yaml', ['pnpm', 'install', '--frozen-lockfile']],
  ['yarn.lock', ['yarn', 'install', '--frozen-lockfile']],
  ['bun.lock', ['bun', 'install', '--frozen-lockfile']],
  ['bun.lockb', ['bun', 'install', '--frozen-lockfile']],
  ['uv.lock', ['uv', 'sync', '--frozen']],
  ['poetry.lock', ['poetry', 'install']],
];

/** What makes a fresh checkout ready to test, from the lockfiles at its top; `key` changes when it has to run again. */
export function detectSetup(tree: ReadonlyMap<string, { readonly blob: string }>): {
  commands: readonly (readonly string[])[];
  key: string;
} {
  const found = INSTALLERS.filter(([lockfile]) => tree.has(lockfile));
  const js = found.filter(([, command]) => command[0] === 'npm').length > 1 ? found.slice(1) : found;
  return { commands: js.map(([, command]) => command), key: js.map(([lockfile]) => tree.get(lockfile)!.blob).join(' ') };
}
