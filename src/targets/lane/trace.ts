import path from 'node:path';
import type { Files } from '../../host/host.ts';
import type { AgentEvent } from '../../model/agent.ts';
import type { Trace, TraceEvent, TraceStart } from '../../model/trace.ts';

/** Where a session's trace stands, in the folder of its attempt. */
export function traceFile(folder: string): string {
  return path.join(folder, 'session.jsonl');
}

export interface TraceWriter {
  take(event: AgentEvent): void;
  /** Everything taken is in the file. */
  close(): Promise<void>;
}

/** Keeps what a session does to its context, event by event. A trace that cannot be written is no reason to lose a session. */
export function traceWriter(files: Pick<Files, 'append'>, folder: string, start: TraceStart): TraceWriter {
  const file = traceFile(folder);
  let writing = append(files, file, start);
  return {
    take: (event) => {
      if (isTraced(event)) writing = writing.then(() => append(files, file, event));
    },
    close: () => writing,
  };
}

async function append(files: Pick<Files, 'append'>, file: string, line: TraceStart | TraceEvent): Promise<void> {
  await files.append(file, `${JSON.stringify(line)}\n`, false).catch(() => undefined);
}

function isTraced(event: AgentEvent): event is TraceEvent {
  return event.t !== 'text' && event.t !== 'raw';
}

/** The trace of a session that ran or runs; undefined where there is none. A line cut short is not there yet. */
export async function readTrace(files: Pick<Files, 'readText'>, folder: string): Promise<Trace | undefined> {
  const text = (await files.readText(traceFile(folder))) ?? '';
  const [first, ...rest] = text.split('\n').slice(0, -1).map(parsed);
  if (first?.t !== 'begun') return undefined;
  return { start: first, events: rest.filter((line): line is TraceEvent => line !== undefined && line.t !== 'begun') };
}

/** Written by us alone, in a folder of ours: what is no JSON is what a crash left. */
function parsed(line: string): TraceStart | TraceEvent | undefined {
  try {
    return JSON.parse(line) as TraceStart | TraceEvent;
  } catch {
    return undefined;
  }
}
