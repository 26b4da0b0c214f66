/** Where a value lies, px, and values to name on the way. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

/** From 0 up to `most`, on `from` to `to` px. */
export function linear(most: number, from: number, to: number, wanted: number = 5): Scale {
  const step = niceStep(Math.max(most, 1e-9) / wanted);
  const end = Math.max(most, step);
  const ticks = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, at) => at * step);
  return Object.assign((value: number) => from + (value / end) * (to - from), { ticks });
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * 0.999) ?? 10);
}

/** From ten to the `low` up to ten to the `high`. */
export function logarithmic([low, high]: readonly [number, number], from: number, to: number): Scale {
  const all = Array.from({ length: 40 }, (_, at) => [1, 2, 5].map((factor) => factor * 10 ** (at - 2))).flat();
  const inside = all.filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  // Where many decades are shown, only their beginnings are named.
  const ticks = inside.length <= 6 ? inside : inside.filter((value) => Number.isInteger(Math.log10(value)));
  return Object.assign((value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from), {
    ticks: ticks.length > 1 ? ticks : inside,
  });
}
