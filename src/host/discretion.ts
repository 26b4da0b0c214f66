/** Values that no log, ledger, report or terminal shall hold, and what is put in their place. */
export interface Discretion {
  /** Takes in the values of these variables too, beside those whose names look like secrets. */
  conceal(names: readonly string[]): void;
  /** Secret values in it replaced by `[redacted:NAME]`. */
  redacted(text: string): string;
}

/** One stream's: what may be the beginning of a secret waits for the next piece. */
export interface Redactor {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

export interface Discreet extends Discretion {
  redactor(): Redactor;
}

/** Shorter values stand in every other line by chance: they are not redacted, or logs could not be read. */
export const SHORTEST_SECRET = 8;

const LOOKS_SECRET = /(?:^|_)(?:API_?)?(?:KEY|TOKEN|CREDENTIALS?|PASSWD|PASSPHRASE)$|SECRET|PASSWORD/i;

type Env = Readonly<Record<string, string | undefined>>;

interface Needle {
  readonly bytes: Buffer;
  readonly label: Buffer;
}

/** Keeps the secrets of an environment to itself. */
export function discreet(env: Env): Discreet {
  let needles = needlesOf(env, (name) => LOOKS_SECRET.test(name));
  return {
    conceal: (names) => {
      const known = new Set(names);
      needles = needlesOf(env, (name) => LOOKS_SECRET.test(name) || known.has(name));
    },
    redacted: (text) => {
      if (needles.length === 0) return text;
      const bytes = Buffer.from(text);
      const { out, rest } = cut(bytes, needles, true);
      return out.length === 1 && rest.length === 0 && out[0] === bytes ? text : Buffer.concat([...out, rest]).toString();
    },
    redactor: () => {
      let waiting: Buffer = Buffer.alloc(0);
      const take = (bytes: Uint8Array, isEnd: boolean): Uint8Array => {
        if (needles.length === 0 && waiting.length === 0) return bytes;
        const { out, rest } = cut(Buffer.concat([waiting, bytes]), needles, isEnd);
        waiting = rest;
        return Buffer.concat(out);
      };
      return { push: (bytes) => take(bytes, false), end: () => take(Buffer.alloc(0), true) };
    },
  };
}

/** As they are, as JSON writes them, and as they stand in an address; the longest first. */
function needlesOf(env: Env, isSecret: (name: string) => boolean): readonly Needle[] {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !isSecret(name) || value.trim().length < SHORTEST_SECRET) continue;
    for (const form of [value, value.trim(), JSON.stringify(value).slice(1, -1), inAddress(value)]) {
      if (!found.has(form)) found.set(form, name);
    }
  }
  return [...found]
    .map(([form, name]) => ({ bytes: Buffer.from(form), label: Buffer.from(`[redacted:${name}]`) }))
    .sort((a, b) => b.bytes.length - a.bytes.length);
}

function inAddress(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // Half a character.
  }
}

/** What can be let out of `bytes`, secrets replaced, and what has to wait; at the end nothing waits. */
function cut(
  bytes: Buffer,
  needles: readonly Needle[],
  isEnd: boolean,
): { readonly out: readonly Buffer[]; readonly rest: Buffer } {
  const out: Buffer[] = [];
  let from = 0;
  for (let hit = firstIn(bytes, needles, from); hit !== undefined; hit = firstIn(bytes, needles, from)) {
    // A longer secret may begin with this one, and go on in the next piece.
    if (!isEnd && startsOne(bytes, hit.at, needles)) break;
    out.push(bytes.subarray(from, hit.at), hit.needle.label);
    from = hit.at + hit.needle.bytes.length;
  }
  if (from === 0 && out.length === 0 && isEnd) return { out: [bytes], rest: Buffer.alloc(0) };
  const held = isEnd ? bytes.length : heldFrom(bytes, needles, from);
  out.push(bytes.subarray(from, held));
  return { out, rest: bytes.subarray(held) };
}

function firstIn(bytes: Buffer, needles: readonly Needle[], from: number): { at: number; needle: Needle } | undefined {
  let first: { at: number; needle: Needle } | undefined;
  for (const needle of needles) {
    const at = bytes.indexOf(needle.bytes, from);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, needle };
  }
  return first;
}

/** Where the end of `bytes` may be the beginning of a secret: the earliest such place, else the end. */
function heldFrom(bytes: Buffer, needles: readonly Needle[], from: number): number {
  const longest = needles[0]?.bytes.length ?? 0;
  for (let at = Math.max(from, bytes.length - longest + 1); at < bytes.length; at++) {
    if (startsOne(bytes, at, needles)) return at;
  }
  return bytes.length;
}

/** Is all from `at` on the beginning of a longer secret? */
function startsOne(bytes: Buffer, at: number, needles: readonly Needle[]): boolean {
  const length = bytes.length - at;
  return needles.some(({ bytes: one }) => one.length > length && one[0] === bytes[at] && bytes.compare(one, 0, length, at) === 0);
}
