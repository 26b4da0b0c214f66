/** Tokens as people write them: `940`, `15.8k`, `102k`, `1.20M`. */
export function tokensText(tokens: number): string {
  const n = Math.round(tokens);
  if (n < 1000) return String(n);
  if (n < 99_950) return `${(n / 1000).toFixed(1)}k`;
  return n < 999_500 ? `${Math.round(n / 1000)}k` : `${(n / 1_000_000).toFixed(2)}M`;
}

/** Minutes and seconds (`2:41`), with hours where there are any. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}

export function usdText(usd: number): string {
  return usd < 0.995 ? `$${usd.toFixed(3)}` : `$${usd.toFixed(2)}`;
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** `1 story`, `3 stories`. */
export function countText(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
