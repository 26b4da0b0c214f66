import type { Host, Plumbing, PlumbingPart } from '../../host/host.ts';
import { storyState } from '../../record/fold.ts';
import type { Visit } from './guard-watch.ts';
import type { Project } from '../project/project.ts';

/** What git obeyed before a build let others at it: kept while it runs, so that a killed one's hands are not forgotten. */
interface Kept {
  readonly commonDir: string;
  /** Bytes in base64. */
  readonly files: readonly (readonly [path: string, part: KeptPart])[];
}

type KeptPart =
  Exclude<PlumbingPart, { kind: 'file' }> | { readonly kind: 'file'; readonly bytes: string; readonly mode: number };

/** The baseline of a build that was killed; undefined where the last one had its end, or none can be read. */
export async function baselineLeft(
  { files }: Pick<Host, 'files'>,
  { repository, store }: Project,
): Promise<Plumbing | undefined> {
  const text = await files.readText(store.layout.baseline);
  if (text === undefined) return undefined;
  try {
    const { commonDir, files: kept } = JSON.parse(text) as Kept;
    // The repository stands elsewhere by now: of its files as they are there nothing is known.
    if (commonDir !== repository.commonDir) return undefined;
    return new Map(kept.map(([path, part]) => [path, partOf(part)]));
  } catch {
    return undefined;
  }
}

/** Keeps it, where that is not what the file says already: whoever changed or removed it meanwhile did so for nothing. */
export async function keepBaseline({ files }: Pick<Host, 'files'>, { repository, store }: Project, now: Plumbing): Promise<void> {
  const parts = [...now].map(([path, part]) => [path, keptOf(part)] as const);
  const text = JSON.stringify({ commonDir: repository.commonDir, files: parts } satisfies Kept);
  if ((await files.readText(store.layout.baseline)) !== text) await files.writeAtomic(store.layout.baseline, text);
}

/** The build has its end: what is changed from now on is a person's. */
export async function dropBaseline({ files }: Pick<Host, 'files'>, { store }: Project): Promise<void> {
  await files.remove(store.layout.baseline);
}

/** Whoever was at work when a build was killed: its sessions, else whatever lane was under way. */
export function pastVisits({ store }: Project): readonly Visit[] {
  const { underWay, stories } = store.state;
  const left = [...underWay].map((story) => ({ story, state: storyState({ stories }, story) }));
  const sessions = left.filter(({ state }) => state.unfinished === 'implement' || state.openSession !== undefined);
  const suspects = sessions.length > 0 ? sessions : left;
  const names = suspects.length > 0 ? suspects.map(({ story }) => story) : [':suite'];
  return names.map((story) => ({ story, step: 'implement', isPast: true }));
}

function keptOf(part: PlumbingPart): KeptPart {
  return part.kind === 'file' ? { ...part, bytes: Buffer.from(part.bytes).toString('base64') } : part;
}

function partOf(part: KeptPart): PlumbingPart {
  return part.kind === 'file' ? { ...part, bytes: Buffer.from(part.bytes, 'base64') } : part;
}
