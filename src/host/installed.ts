import path from 'node:path';

const IS_SOURCE = import.meta.filename.endsWith('.ts');
/** Bundled, code that is loaded late stands one folder deeper than the entries. */
const ENTRIES = path.basename(import.meta.dirname) === 'chunks' ? path.dirname(import.meta.dirname) : import.meta.dirname;

/** A module that is started by its file name: bundled, an entry of that name; as source, where it stands from here. */
export function installed(name: string, source: string): string {
  return IS_SOURCE ? path.join(import.meta.dirname, source) : path.join(ENTRIES, `${name}.js`);
}

/** A file that bundling makes; as source there is none. */
export function installedFile(name: string): string | undefined {
  return IS_SOURCE ? undefined : path.join(ENTRIES, name);
}
