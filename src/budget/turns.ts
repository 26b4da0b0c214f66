import type { AgentEvent } from '../model/agent.ts';
import type { Turns } from '../model/turns.ts';

const LONGEST = 2_000;

/** Collects a session's turns from its events, in order. */
export function turnsOf(events: readonly AgentEvent[]): Turns | undefined {
  const contexts: number[] = [];
  const bad = new Set<number>();
  let tellsTools = false;
  for (const event of events) {
    if (event.t === 'request' && event.main && contexts.length < LONGEST) contexts.push(event.context);
    if (event.t !== 'tool' || event.ok === undefined) continue;
    tellsTools ||= event.kind === 'execute' || !event.ok;
    if (isBad(event)) bad.add(Math.max(0, contexts.length - 1));
  }
  // An agent that does not say how its tools fared has not said that they fared well.
  return tellsTools && contexts.length > 0 ? { contexts, bad: [...bad] } : undefined;
}

/** A failed command or tool, or lines edited once more; what was not permitted is nobody's slip. */
function isBad({ ok, again, refused }: Extract<AgentEvent, { t: 'tool' }>): boolean {
  return refused !== true && (ok === false || again === true);
}
