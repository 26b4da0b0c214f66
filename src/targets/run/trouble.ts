import { GitTrouble, type Files } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { JournalDamage } from '../../record/journal.ts';
import type { Project } from '../project/project.ts';

/** What the machine has against going on, as a problem; undefined for what is a bug of ours. */
export async function troubleOf(files: Pick<Files, 'volumeOf'>, error: unknown): Promise<Problem | undefined> {
  if (error instanceof GitTrouble) return gitTrouble(error);
  if (error instanceof JournalDamage) return error.problem;
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return full(files, path);
  if (code === 'EMFILE' || code === 'ENFILE') return { reason: 'files-exhausted', detail: message };
  return syscall === undefined || path === '' ? undefined : { reason: 'disk-trouble', path, detail: message };
}

function gitTrouble({ command, detail, hung }: GitTrouble): Problem {
  if (/No space left on device|Disk quota exceeded/.test(detail))
    return { reason: 'disk-full', path: `git ${command}: ${detail}` };
  if (/Too many open files|EMFILE|ENFILE/.test(detail)) return { reason: 'files-exhausted', detail: `git ${command}: ${detail}` };
  return { reason: 'git-failed', command, detail, hung };
}

async function full(files: Pick<Files, 'volumeOf'>, path: string): Promise<Problem> {
  const volume = path === '' ? undefined : await files.volumeOf(path);
  return { reason: 'disk-full', path, ...(volume === undefined ? {} : { volume: volume.top }) };
}

/** Less than this is none: nothing that runs can do with it. */
const NO_ROOM_BYTES = 256 * 1024;

/** A file system without room among those that a build writes to. */
export async function fullVolume(
  files: Pick<Files, 'volumeOf'>,
  { store: { layout }, repository }: Pick<Project, 'store' | 'repository'>,
): Promise<Problem | undefined> {
  for (const path of [layout.folder, layout.lanes, repository.commonDir]) {
    const volume = await files.volumeOf(path);
    if (volume !== undefined && volume.freeBytes < NO_ROOM_BYTES) return { reason: 'disk-full', path, volume: volume.top };
  }
  return undefined;
}
