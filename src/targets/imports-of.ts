import path from 'node:path';
import type { Files } from '../host/host.ts';

const MOST_BYTES = 1024 * 1024;
/** Relative imports of JavaScript and TypeScript in all their forms, and Python's. */
const SPECIFIERS = [
  /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g,
  /^\s*(?:from|import)\s+(\.*[A-Za-z_][\w.]*)/gm,
] as const;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** What files of a checkout import of the same checkout, as paths from its top; nothing of what stands in them goes further. */
export function importsOf(files: Files, top: string): (file: string) => Promise<readonly string[]> {
  return async (file) => {
    const read = await files.readInside(top, file, MOST_BYTES);
    if (!read.ok) return [];
    const text = Buffer.from(read.bytes).toString();
    const [script, python] = SPECIFIERS.map((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!)) as [
      string[],
      string[],
    ];
    const candidates = file.endsWith('.py')
      ? python.map((name) => modulePaths(file, name))
      : script.map((name) => scriptPaths(file, name));
    const found = await Promise.all(candidates.map((some) => firstThere(files, top, some)));
    return found.filter((one) => one !== undefined);
  };
}

function scriptPaths(file: string, name: string): readonly string[] {
  const base = path.posix.join(path.posix.dirname(file), name);
  // TypeScript is imported by the name that it will have.
  const source = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [...ENDINGS.map((ending) => base + ending), ...(source === base ? [] : [source])];
}

/** `..pkg.mod` from the file's folder, `pkg.mod` from the top or from `src/`; a name within a module is the module. */
function modulePaths(file: string, name: string): readonly string[] {
  const dots = /^\.*/.exec(name)![0].length;
  const steps = name.slice(dots).split('.');
  const roots =
    dots > 0
      ? [path.posix.join(path.posix.dirname(file), '../'.repeat(dots - 1) || '.')]
      : ['.', 'src', path.posix.dirname(file)];
  const names = [steps.join('/'), steps.slice(0, -1).join('/')].filter((one) => one !== '');
  return roots.flatMap((root) =>
    names.flatMap((one) => [`${one}.py`, `${one}/__init__.py`].map((end) => path.posix.join(root, end))),
  );
}

async function firstThere(files: Files, top: string, candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    if (candidate.startsWith('..')) continue;
    const [size] = await files.stamps([path.join(top, candidate)]);
    if (size! >= 0 && /\.\w+$/.test(candidate)) return candidate;
  }
  return undefined;
}
