import type { Repository } from '../../host/host.ts';
import type { Adr, Story } from '../../model/card.ts';
import type { Config, GateConfig } from '../../model/config.ts';
import { NOTHING_SHARED, type LedgerSession, type SharedLedger } from '../../model/history.ts';
import type { Problem } from '../../model/problem.ts';
import type { Reopening } from '../../model/reopening.ts';
import type { Sighting } from '../../record/quick-answer.ts';
import type { Store } from '../../record/store.ts';

/** A repository as one command sees it: read once, then only looked at. */
export interface Project {
  readonly repository: Repository;
  readonly config: Config;
  /** Relative to the top; undefined where defaults are in force. */
  readonly configFile?: string;
  /** Other files that it was put together from, absolute. */
  readonly configParts: readonly string[];
  readonly stories: readonly Story[];
  readonly adrs: readonly Adr[];
  /** Ids of cards that exist and could not be read. */
  readonly unreadable: readonly string[];
  readonly problems: readonly Problem[];
  readonly base: { readonly name: string; readonly commit: string };
  /** Full name of the integration branch's ref; where it stands here; and its tip, which may be a remote's that goes on from there. */
  readonly integration: { readonly ref: string; readonly local?: string; readonly tip?: string };
  /** Latest landing of each story in the history of base or integration. */
  readonly landings: ReadonlyMap<string, { readonly key: string; readonly commit: string }>;
  /** Tips of `xpar/<id>` by story id. */
  readonly laneTips: ReadonlyMap<string, string>;
  readonly gates: readonly GateConfig[];
  readonly store: Store;
  /** What others learned: `report.shared`. */
  readonly shared: SharedLedger;
  /** As the command line wants it. */
  readonly reopening?: Reopening;
  /** Everything a build without work depends on, as it looked before it was read; undefined where that cannot be known. */
  sighting(): Sighting | undefined;
}

/** The commit that lanes start from, and that context files are read at. */
export function startCommit(project: Project): string {
  return project.integration.tip ?? project.base.commit;
}

/** All that was learned, here and by others, oldest first: what forecasts rest on. */
export function evidenceOf({ store, shared }: Pick<Project, 'store' | 'shared'>): {
  readonly sessions: readonly LedgerSession[];
  readonly bases: SharedLedger['bases'];
} {
  if (shared === NOTHING_SHARED) return store.state;
  const { sessions, bases } = store.state;
  const count = `${sessions.length} ${bases.length}`;
  const known = evidence.get(shared);
  if (known?.count === count) return known.all;
  const all = { sessions: inOrder(sessions, shared.sessions), bases: inOrder(bases, shared.bases) };
  evidence.set(shared, { count, all });
  return all;
}

/** Put in order once, until the journal has grown. */
const evidence = new WeakMap<SharedLedger, { readonly count: string; readonly all: ReturnType<typeof evidenceOf> }>();

function inOrder<T extends { readonly at: number }>(mine: readonly T[], others: readonly T[]): readonly T[] {
  return [...mine, ...others].sort((a, b) => a.at - b.at);
}

/** ADRs a story pays for, in the order it names them. Unknown ids are the check's to report. */
export function adrsInScope(project: Pick<Project, 'adrs'>, story: Story): Adr[] {
  const known = adrsById(project.adrs);
  return story.adrs.flatMap((id) => known.get(id) ?? []);
}

const byId = new WeakMap<readonly Adr[], ReadonlyMap<string, Adr>>();

function adrsById(adrs: readonly Adr[]): ReadonlyMap<string, Adr> {
  const known = byId.get(adrs) ?? new Map(adrs.map((adr) => [adr.id, adr]));
  byId.set(adrs, known);
  return known;
}

export function laneBranch(story: string): string {
  return `xpar/${story}`;
}
