import path from 'node:path';
import type { Files } from '../host/host.ts';
import type { Verdict } from '../model/inbox.ts';
import { sessionFiles } from './session-files.ts';

/** In the agent's own folder: what it put in the way there is its own loss, and no link leads us out of it. */
export async function leaveVerdict(
  files: Pick<Files, 'isLinked' | 'writeAtomic'>,
  stateDir: string,
  { id, verdict }: { readonly id: string; readonly verdict: Verdict },
): Promise<void> {
  const file = sessionFiles(stateDir).answer(id);
  if (await files.isLinked(stateDir, path.relative(stateDir, file)).catch(() => true)) return;
  await files.writeAtomic(file, `${JSON.stringify(verdict)}\n`).catch(() => undefined);
}
