import type { Host, TrailerCommit } from '../../host/host.ts';
import type { Landings } from '../../record/card-index.ts';
import type { SharedLedger } from '../../model/history.ts';
import type { State } from '../../model/record.ts';
import type { Project } from './project.ts';

/**
 * The latest landing or revert of each story, by tip, from the trailers in its history: a person may have merged them in.
 * Of a tip that goes on from one known before, only what is new is read.
 */
export async function landingsOf(
  host: Host,
  top: string,
  tips: readonly string[],
  known: ReadonlyMap<string, Landings>,
): Promise<ReadonlyMap<string, Landings>> {
  const found = new Map<string, Landings>();
  for (const tip of new Set(tips)) found.set(tip, known.get(tip) ?? (await landingsIn(host, top, tip, known)));
  return found;
}

/** What counts as landed: the first tip that says something of a story decides. */
export function latestOf(all: readonly Landings[]): Project['landings'] {
  const decided: Landings = all.length === 1 ? all[0]! : new Map(all.toReversed().flatMap((one) => [...one]));
  const landed = new Map<string, { key: string; commit: string }>();
  for (const [story, { key, commit }] of decided) if (key !== undefined) landed.set(story, { key, commit });
  return landed;
}

async function landingsIn(host: Host, top: string, tip: string, known: ReadonlyMap<string, Landings>): Promise<Landings> {
  for (const [before, own] of known) {
    const stillThere = (await host.git.commitOf(top, before)) !== undefined;
    if (!stillThere || !(await host.git.isAncestor(top, before, tip))) continue;
    return new Map([...own, ...decidedBy(await host.git.trailers(top, tip, before))]);
  }
  return decidedBy(await host.git.trailers(top, tip));
}

function decidedBy(newestFirst: readonly TrailerCommit[]): Landings {
  const decided = new Map<string, { key?: string; commit: string }>();
  for (const { commit, trailers } of newestFirst) {
    const story = trailers['Xpar-Story'] ?? trailers['Xpar-Revert'];
    const key = trailers['Xpar-Key'];
    if (story === undefined || decided.has(story)) continue;
    decided.set(story, trailers['Xpar-Revert'] === undefined && key !== undefined ? { key, commit } : { commit });
  }
  return decided;
}

/** Landings that neither the journal nor the shared ledger knows: of a clone, or of a colleague. */
export function untold(
  landings: Project['landings'],
  journal: Pick<State, 'integrations'>,
  shared: Pick<SharedLedger, 'integrations'>,
): Project['landings'] {
  const known = new Set(journal.integrations.map(({ story }) => story));
  // By its key, as its commit may have been made anew.
  const told = new Set(shared.integrations.map(({ story, key }) => `${story} ${key}`));
  return new Map([...landings].filter(([story, { key }]) => !known.has(story) && !told.has(`${story} ${key}`)));
}
