import path from 'node:path';
import type { ResumeOf, RunSpec } from '../model/agent.ts';
import type { SessionPorts } from './dialect.ts';

/** Codex keeps its threads, logs and memories in one folder: every session has its own. */
export function codexHome(stateDir: string): string {
  return path.join(stateDir, 'codex');
}

/**
 * The folders a thread's rollout may stand in: Codex files it by the local date of its start, which the thread's id (a UUID of
 * version 7) tells in universal time.
 */
export function rolloutFolders(stateDir: string, thread: string): readonly string[] {
  const startedAt = Number.parseInt(thread.replaceAll('-', '').slice(0, 12), 16);
  if (!Number.isFinite(startedAt)) return [];
  return [0, -1, 1].map((days) => {
    const [year = '', month = '', day = ''] = new Date(startedAt + days * 86_400_000).toISOString().slice(0, 10).split('-');
    return path.join(codexHome(stateDir), 'sessions', year, month, day);
  });
}

/** The file Codex keeps of a thread; undefined while there is none. */
export async function findRollout(
  files: Pick<SessionPorts['files'], 'list'>,
  stateDir: string,
  thread: string | undefined,
): Promise<string | undefined> {
  if (thread === undefined) return undefined;
  for (const folder of rolloutFolders(stateDir, thread)) {
    const name = (await files.list(folder))?.find((one) => one.endsWith(`-${thread}.jsonl`));
    if (name !== undefined) return path.join(folder, name);
  }
  return undefined;
}

type Reading = Pick<SessionPorts['files'], 'list' | 'readInside'>;

const ROLLOUT_BYTES = 256 * 1024 * 1024;

/** What the session that is gone on with has left of its thread. A link that leads out of its home is none. */
async function earlierRollout(
  files: Reading,
  { session, stateDir }: ResumeOf,
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  if (stateDir === undefined) return undefined;
  const file = await findRollout(files, stateDir, session);
  if (file === undefined) return undefined;
  const home = codexHome(stateDir);
  const name = path.relative(home, file);
  const read = await files.readInside(home, name, ROLLOUT_BYTES);
  return read.ok ? { name, text: new TextDecoder().decode(read.bytes) } : undefined;
}

/** Lays an earlier session's thread into the new one's home, where Codex then finds it and goes on writing. */
export async function bringEarlier(
  files: SessionPorts['files'],
  { resume, stateDir }: Pick<RunSpec, 'resume' | 'stateDir'>,
): Promise<void> {
  const earlier = resume && (await earlierRollout(files, resume));
  if (earlier === undefined) return;
  const { name, text } = earlier;
  await files.writeAtomic(path.join(codexHome(stateDir), name), text.endsWith('\n') ? text : `${text}\n`);
}

/** How many lines of a thread's file are an earlier session's; empty ones do not count. */
export async function earlierLines(files: Reading, resume: ResumeOf): Promise<number> {
  const earlier = await earlierRollout(files, resume);
  return earlier?.text.split('\n').filter((line) => line.trim() !== '').length ?? 0;
}
