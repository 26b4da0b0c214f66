import type { AgentEvent } from '../model/agent.ts';

/** Events on their way to one reader. */
export interface EventQueue extends AsyncIterable<AgentEvent> {
  push(event: AgentEvent): void;
  close(): void;
}

const MANY = 1_000;
const TEXT_LENGTH = 4_096;

/**
 * Nobody has to read: what a reader cannot do without is always kept, while `raw` and `text` are cut to 4,096 characters each
 * and dropped when a thousand events wait, so that a talkative agent does not fill memory.
 */
export function eventQueue(): EventQueue {
  let waiting: AgentEvent[] = [];
  let open = true;
  let wake: () => void = () => {};
  async function* read(): AsyncGenerator<AgentEvent> {
    while (open || waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      yield* batch;
      if (waiting.length === 0 && open) await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return {
    [Symbol.asyncIterator]: read,
    push(event) {
      if (!open || (isTalk(event) && waiting.length >= MANY)) return;
      waiting.push(cut(event));
      wake();
    },
    close() {
      open = false;
      wake();
    },
  };
}

function isTalk(event: AgentEvent): boolean {
  return event.t === 'raw' || event.t === 'text';
}

function cut(event: AgentEvent): AgentEvent {
  if (event.t === 'raw') return { t: 'raw', line: event.line.slice(0, TEXT_LENGTH) };
  return event.t === 'text' ? { t: 'text', text: event.text.slice(0, TEXT_LENGTH) } : event;
}
