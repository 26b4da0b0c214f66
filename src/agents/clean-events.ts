import path from 'node:path';
import type { SessionPorts } from './dialect.ts';
import { sessionFiles } from './session-files.ts';

/** A file larger than this is the agent's own to keep. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Takes secrets out of the one log that the agent writes itself. */
export async function cleanEvents(
  stateDir: string,
  { files, commands }: Pick<SessionPorts, 'files' | 'commands'>,
): Promise<void> {
  const { events, outbox } = sessionFiles(stateDir);
  // Whatever else than a file stands there by now is not read.
  const read = await files.readInside(outbox, path.basename(events), MOST_BYTES);
  const text = read.ok ? Buffer.from(read.bytes).toString() : undefined;
  const clean = text === undefined ? undefined : commands.redacted(text);
  if (clean !== undefined && clean !== text) await files.writeAtomic(events, clean);
}
