import type { GateConfig } from '../../model/config.ts';

/** Gates in the order in which their results are told: by rung, then as the config lists them. */
export function ladder(gates: readonly GateConfig[]): readonly GateConfig[] {
  return gates.toSorted((a, b) => a.rung - b.rung);
}

/**
 * Runs gates up their ladder, `atOnce` of them side by side: one starts when all of lower rungs, and those it comes `after`, have
 * ended. `run` gives whether it was green. Once one was not, none is started, and `stop` tells those under way that their word
 * is not needed any more.
 */
export async function climb(
  gates: readonly GateConfig[],
  atOnce: number,
  run: (gate: GateConfig) => Promise<boolean>,
  stop: () => void,
): Promise<void> {
  let waiting = ladder(gates);
  const open = new Set(waiting.map(({ name }) => name));
  const underWay = new Set<Promise<void>>();
  let isGreen = true;
  const troubles: unknown[] = [];
  const start = async (gate: GateConfig): Promise<void> => {
    const green = await run(gate).catch((error: unknown) => {
      troubles.push(error);
      return false;
    });
    open.delete(gate.name);
    if (green || !isGreen) return;
    isGreen = false;
    stop();
  };
  while (isGreen && (waiting.length > 0 || underWay.size > 0)) {
    const next = waiting.filter((gate) => mayStart(gate, gates, open)).slice(0, atOnce - underWay.size);
    waiting = waiting.filter((gate) => !next.includes(gate));
    for (const gate of next) {
      const run = start(gate).finally(() => underWay.delete(run));
      underWay.add(run);
    }
    if (underWay.size === 0) return;
    await Promise.race(underWay);
  }
  // Whoever takes the checkout away must not do it under one that still runs.
  await Promise.all(underWay);
  if (troubles.length > 0) throw troubles[0];
}

function mayStart(gate: GateConfig, gates: readonly GateConfig[], open: ReadonlySet<string>): boolean {
  const isBefore = (other: GateConfig): boolean => other.rung < gate.rung || (gate.after ?? []).includes(other.name);
  return !gates.some((other) => isBefore(other) && open.has(other.name));
}
