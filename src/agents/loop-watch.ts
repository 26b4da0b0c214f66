import type { AgentEvent, Loop, RunSpec } from '../model/agent.ts';

/** Watches for an agent that does the same again and again to no end. Told every event; gives the loop, once it is one. */
export function loopWatch(limits: RunSpec['limits']): (event: AgentEvent) => Loop | undefined {
  const { failures = 0, denials = 0 } = limits;
  let failing = NONE;
  let refused = NONE;
  return (event) => {
    if (event.t === 'denied') {
      refused = again(refused, event.tool);
      return isLoop(refused, denials) ? { how: 'denied', ...refused } : undefined;
    }
    if (event.t !== 'tool' || event.ok === undefined || event.refused === true) return undefined;
    if (event.ok) {
      // Something was changed, or another command went through: what failed before may well go through now.
      if (event.kind === 'edit' || event.kind === 'execute' || event.kind === 'other') [failing, refused] = [NONE, NONE];
      if (actionOf(event) === failing.action) failing = NONE;
      return undefined;
    }
    failing = again(failing, actionOf(event));
    return isLoop(failing, failures) ? { how: 'failing', ...failing } : undefined;
  };
}

interface Streak {
  readonly action: string;
  readonly times: number;
}

const NONE: Streak = { action: '', times: 0 };
const ACTION_LENGTH = 200;

function again(streak: Streak, action: string): Streak {
  return { action, times: streak.action === action ? streak.times + 1 : 1 };
}

/** A limit of 0 is none. */
function isLoop({ times }: Streak, limit: number): boolean {
  return limit > 0 && times >= limit;
}

function actionOf({ kind, command, paths }: Extract<AgentEvent, { t: 'tool' }>): string {
  return (command ?? [kind, ...paths].join(' ')).slice(0, ACTION_LENGTH);
}
