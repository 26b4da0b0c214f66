import { addTokens, NO_TOKENS } from '../../model/budget.ts';
import type { Tell, Told } from '../../model/event.ts';
import { ownerOf } from '../../model/subtask-lane.ts';

type Usage = Extract<Told, { t: 'usage' }>;

export interface TellPart {
  /** Tells what one subtask's lane tells as its story's. */
  tellAs(subtask: string): Tell;
  /** Its session has ended: its context is nobody's any more. */
  over(subtask: string): void;
}

/** A story's meters while its subtasks are in session: the largest context of those under way, and the spend of all. */
export function tellingFor(tell: Tell, story: string): TellPart {
  const all = new Map<string, Usage>();
  const open = new Set<string>();
  return {
    tellAs: (subtask) => (told) => {
      if (!('story' in told) || ownerOf(told.story).subtask !== subtask) return tell(told);
      if (told.t !== 'usage') return tell({ ...told, story });
      all.set(subtask, told);
      open.add(subtask);
      tell(
        usageOf(
          story,
          [...all.values()],
          [...open].map((one) => all.get(one)!),
        ),
      );
    },
    over: (subtask) => void open.delete(subtask),
  };
}

function usageOf(story: string, all: readonly Usage[], open: readonly Usage[]): Usage {
  const largest = open.reduce((one, other) => (other.contextTokens > one.contextTokens ? other : one));
  return {
    ...largest,
    story,
    spend: all.map(({ spend }) => spend).reduce(addTokens, NO_TOKENS),
    requests: all.reduce((sum, { requests }) => sum + requests, 0),
  };
}
