/** JSON nobody promised: every reader gives a plain value, whatever stands there. */
export type Loose = Readonly<Record<string, unknown>>;

/** The object on a line, or undefined where the line is anything else. */
export function looseLine(line: string): Loose | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object in a field; an empty one where there is none. */
export function objectIn(from: Loose, key: string): Loose {
  const value = own(from, key);
  return isObject(value) ? value : {};
}

/** The objects of a list in a field. */
export function objectsIn(from: Loose, key: string): readonly Loose[] {
  const value = own(from, key);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(from: Loose, key: string): string | undefined {
  const value = own(from, key);
  return typeof value === 'string' ? value : undefined;
}

/** The strings of a list in a field. */
export function textsIn(from: Loose, key: string): readonly string[] {
  const value = own(from, key);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function numberIn(from: Loose, key: string): number | undefined {
  const value = own(from, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** More tokens than any request ever had: a figure above it is an error of the teller. */
const ABSURD_TOKENS = 1_000_000_000;

/** A count of tokens; undefined where it is missing, negative, broken or absurd. */
export function tokensIn(from: Loose, key: string): number | undefined {
  const value = numberIn(from, key);
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= ABSURD_TOKENS ? value : undefined;
}

export function has(from: Loose, key: string): boolean {
  return own(from, key) !== undefined;
}

function own(from: Loose, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
