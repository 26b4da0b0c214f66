import path from 'node:path';
import type { Files } from '../../host/host.ts';

const MOST_BYTES = 1024 * 1024;
/** Relative imports of JavaScript and TypeScript in all their forms. */
const SCRIPT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;
/** Python's: `import a.b, c` and `from a import b, c`, in brackets over several lines too. */
const PYTHON_IMPORT = /^\s*import\s+([\w., \t]+)/gm;
const PYTHON_FROM = /^\s*from\s+(\.*[\w.]*)\s+import\s+(\([^)]*\)|[^\n#]*)/gm;
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** What files of a checkout import of the same checkout, as paths from its top; nothing of what stands in them goes further. */
export function importsOf(files: Files, top: string): (file: string) => Promise<readonly string[]> {
  return async (file) => {
    const read = await files.readInside(top, file, MOST_BYTES);
    if (!read.ok) return [];
    const text = Buffer.from(read.bytes).toString();
    const candidates = file.endsWith('.py')
      ? pythonNames(text).map((name) => modulePaths(file, name))
      : [...text.matchAll(SCRIPT)].map(([, name]) => scriptPaths(file, name!));
    const found = await Promise.all(candidates.map((some) => firstThere(files, top, some)));
    return [...new Set(found.filter((one) => one !== undefined))];
  };
}

/** Modules that a file may load; what is imported from one may be a module itself. */
function pythonNames(text: string): readonly string[] {
  const plain = [...text.matchAll(PYTHON_IMPORT)].flatMap(([, list]) => namesIn(list!));
  const from = [...text.matchAll(PYTHON_FROM)].flatMap(([, base, list]) => {
    const before = /\w$/.test(base!) ? `${base}.` : base!;
    return [...(before === base ? [] : [base!]), ...namesIn(list!).map((name) => `${before}${name}`)];
  });
  return [...plain, ...from];
}

function namesIn(list: string): readonly string[] {
  return list
    .replaceAll(/[()\\]/g, ' ')
    .split(',')
    .flatMap((one) => /^\s*([A-Za-z_][\w.]*)/.exec(one)?.[1] ?? []);
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
