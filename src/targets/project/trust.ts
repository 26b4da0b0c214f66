import { hash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { shown } from '../../model/shown.ts';
import { keepTrusted, trustedConfigs, trustFile, type Trusted } from '../../record/trust-store.ts';

/** What a config that is code may bring in by name is looked through so far. */
const MOST_FILES = 500;
const MOST_BYTES = 1024 * 1024;
/** A file of the repository that a module names: after `from`, `import` or `require`. */
const NAMED = /\b(?:from|import|require)\s*\(?\s*(["'`])((?:\.{1,2}|)\/[^"'`\n]*)\1/g;
const ENDINGS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js', '/index.cjs'];

/**
 * May this config, which is code, be evaluated here? Where a person said so of exactly these files: its own, those of the
 * repository that it names, and those that were loaded when it was trusted. Else they are asked; where nobody sits there, no.
 */
export async function mayRun(host: Host, top: string, file: string): Promise<Problem | undefined> {
  if (isOpen(host)) return undefined;
  const store = storeOf(host);
  const now = await namedFrom(host, top, file);
  const known = store === undefined ? [] : await trustedConfigs(host.files, store);
  if (await isAmong(host, top, { file, now, known })) return undefined;
  const refusal = untrusted(file, now, known);
  const { terminal } = host;
  if (store === undefined || !terminal.canAsk || isOfSession(host)) return refusal;
  terminal.err.write(`${shown(file)} is code, and runs with your rights${othersText(now, file)}.\n`);
  if (!(await terminal.confirm('Trust it as it stands?'))) return refusal;
  // The yes was to what stood there when they were asked.
  if (!isDeepStrictEqual(await namedFrom(host, top, file), now)) {
    terminal.err.write('It was changed while you were asked.\n');
    return mayRun(host, top, file);
  }
  await keepTrusted(host.files, store, now);
  return undefined;
}

/** It was evaluated: what it loaded beyond what it names is part of what was trusted. */
export async function wasLoaded(host: Host, top: string, file: string, loaded: readonly string[]): Promise<void> {
  const store = storeOf(host);
  if (store === undefined || isOpen(host)) return;
  const own = loaded.map((one) => inside(top, one)).filter((one) => one !== undefined);
  const now = await namedFrom(host, top, file);
  const more = own.filter((one) => now[one] === undefined);
  const all = { ...now, ...(await digestsOf(host, top, more)) };
  const known = await trustedConfigs(host.files, store);
  // What was changed while it was evaluated is not what was trusted: it is asked about the next time.
  const isStill = known.some((one) => Object.entries(now).every(([name, digest]) => one[name] === digest));
  if (more.length === 0 || !isStill || (await isAmong(host, top, { file, now: all, known }))) return;
  // Of a store that cannot be written it is asked again the next time.
  await keepTrusted(host.files, store, all).catch(() => undefined);
}

/** A person's word that a config may run as it stands; gives the files that it goes for. */
export async function trust(host: Host, top: string, file: string): Promise<readonly string[] | Problem> {
  const store = storeOf(host);
  if (store === undefined) return { reason: 'no-home', file };
  const now = await namedFrom(host, top, file);
  try {
    await keepTrusted(host.files, store, now);
  } catch (error) {
    return { reason: 'not-writable', path: store, detail: error instanceof Error ? error.message : String(error) };
  }
  return Object.keys(now);
}

function storeOf({ machine }: Host): string | undefined {
  return trustFile(machine.env, machine.platform);
}

/** `XPAR_TRUST=1`: where a person has said so by setting up the machine, as in CI. */
function isOpen({ machine }: Host): boolean {
  const said = machine.env['XPAR_TRUST'] ?? '';
  return said !== '' && said !== '0' && said !== 'false';
}

function isOfSession({ machine }: Host): boolean {
  return machine.env['XPAR_SESSION'] !== undefined;
}

/** One that was trusted names this config, holds all it names now, and every file of it is as it was. */
async function isAmong(
  host: Host,
  top: string,
  { file, now, known }: { file: string; now: Trusted; known: readonly Trusted[] },
): Promise<boolean> {
  for (const one of known) {
    if (one[file] !== now[file] || Object.entries(now).some(([name, digest]) => one[name] !== digest)) continue;
    const others = Object.keys(one).filter((name) => now[name] === undefined);
    const digests = await digestsOf(host, top, others);
    if (others.every((name) => digests[name] === one[name])) return true;
  }
  return false;
}

function untrusted(file: string, now: Trusted, known: readonly Trusted[]): Problem {
  const names = Object.keys(now);
  const unknown = names.filter((name) => !known.some((one) => one[name] === now[name]));
  // What it loads without naming it was known by an earlier word alone.
  const loaded = Object.keys(known.find((one) => one[file] === now[file]) ?? {}).filter((name) => now[name] === undefined);
  const files = unknown.length === 0 ? loaded : unknown;
  return { reason: 'config-untrusted', place: { file }, file, files, isChanged: unknown.length < names.length };
}

function othersText(now: Trusted, file: string): string {
  const others = Object.keys(now).filter((name) => name !== file);
  return others.length === 0 ? '' : `, and so do ${others.map(shown).join(', ')}`;
}

/** The module and every file of the repository that it names, directly or not. What it puts together while it runs is not seen. */
async function namedFrom(host: Host, top: string, file: string): Promise<Trusted> {
  const found = Object.create(null) as Record<string, string>;
  const left = [file];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (found[name] !== undefined || Object.keys(found).length >= MOST_FILES) continue;
    const bytes = await host.files.readBytes(path.join(top, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    found[name] = digest(bytes);
    if (bytes.length > MOST_BYTES || name.endsWith('.json')) continue;
    for (const [, , said = ''] of Buffer.from(bytes).toString().matchAll(NAMED)) left.push(...meantBy(top, name, said));
  }
  return found;
}

function meantBy(top: string, from: string, said: string): readonly string[] {
  const asked = said.split(/[?#]/, 1)[0]!;
  const file = asked.startsWith('/') ? asked : path.join(top, path.dirname(from), asked);
  return ENDINGS.map((ending) => inside(top, `${file}${ending}`)).filter((one) => one !== undefined);
}

/** From the top, with `/`; undefined of what lies elsewhere. */
function inside(top: string, file: string): string | undefined {
  const name = path.relative(top, file);
  const isInside = name !== '' && !name.startsWith('..') && !path.isAbsolute(name);
  return isInside ? name.replaceAll(path.sep, '/') : undefined;
}

async function digestsOf(host: Host, top: string, names: readonly string[]): Promise<Trusted> {
  const all = await Promise.all(
    names.map(async (name) => [name, await host.files.readBytes(path.join(top, name)).catch(() => undefined)] as const),
  );
  return Object.fromEntries(all.map(([name, bytes]) => [name, bytes === undefined ? '' : digest(bytes)]));
}

function digest(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
