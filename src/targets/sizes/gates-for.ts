import type { Story } from '../../model/card.ts';
import type { GateConfig } from '../../model/config.ts';

/** The gates of every story, and those this one asks for by name. */
export function gatesFor(gates: readonly GateConfig[], story: Pick<Story, 'gates'>): readonly GateConfig[] {
  return gates.filter((gate) => !gate.onRequest || story.gates.includes(gate.name));
}
