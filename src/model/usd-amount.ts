const WRITTEN = /^\$?\d{1,7}(?:\.\d{1,6})?$/;

/** USD as people write them: `20`, `1.50`, `$3`; undefined where it is none, or nothing. */
export function usdAmount(written: string): number | undefined {
  const usd = WRITTEN.test(written) ? Number(written.replace('$', '')) : 0;
  return usd > 0 ? usd : undefined;
}
