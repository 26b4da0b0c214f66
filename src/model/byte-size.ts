const WRITTEN = /^(?<number>\d{1,6}(?:\.\d{1,3})?)(?<unit>kB|MB|GB|TB)$/;

const UNIT_BYTES: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes of a size as people write it: `500MB`, `2GB`; undefined where it is none. */
export function byteSize(written: string): number | undefined {
  const groups = WRITTEN.exec(written)?.groups;
  if (groups === undefined) return undefined;
  return Math.round(Number(groups['number']) * UNIT_BYTES[groups['unit']!]!);
}

/** The same the other way round, rounded for a person: `1.5 GB`. */
export function sizeText(bytes: number): string {
  const [unit, size] = Object.entries(UNIT_BYTES).findLast(([, of]) => bytes >= of) ?? ['bytes', 1];
  const figure = bytes / size;
  return `${figure >= 100 || size === 1 ? Math.round(figure) : Number(figure.toFixed(1))} ${unit}`;
}
