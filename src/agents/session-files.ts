import path from 'node:path';

/** Files of one attempt. The outbox is the one folder outside the worktree that the agent itself writes to. */
export interface SessionFiles {
  readonly prompt: string;
  readonly outbox: string;
  readonly events: string;
  readonly log: string;
  /** What `xpar mcp` tells the agent of its own lane. */
  readonly book: string;
  readonly meter: string;
  /** The answer to what it asked by this name. */
  answer(id: string): string;
}

export function sessionFiles(stateDir: string): SessionFiles {
  const outbox = path.join(stateDir, 'outbox');
  return {
    prompt: path.join(stateDir, 'prompt.md'),
    log: path.join(stateDir, 'agent.log'),
    ...outboxFiles(outbox),
  };
}

/** Those of them that are in the outbox: all that a lane's own server sees. */
export function outboxFiles(outbox: string): Omit<SessionFiles, 'prompt' | 'log'> {
  return {
    outbox,
    events: path.join(outbox, 'events.jsonl'),
    book: path.join(outbox, 'lane.json'),
    meter: path.join(outbox, 'meter.json'),
    answer: (id) => path.join(outbox, 'answers', `${id}.json`),
  };
}

/** Lines are cut here, in characters. */
export const EVENT_LINE_LENGTH: number = 64 * 1024;
export const OUTPUT_LINE_LENGTH: number = 1024 * 1024;
