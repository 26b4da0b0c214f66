import { readMergeTrailers, type ReadLanding } from '../../integrate/message.ts';
import type { TrailerCommit } from '../../host/host.ts';
import { addTokens, lessTokens, NO_TOKENS, type TokenSplit } from '../../model/budget.ts';
import { NOTHING_SHARED, type SharedLedger } from '../../model/history.ts';
import { REBUILT_RUN, type JournalEntry, type SessionRecord } from '../../model/record.ts';

/** What raw counts and an agent's own context are reckoned from where only native figures are known. */
export interface Reckoning {
  readonly kappa: number;
  readonly baseTokens: number;
  /** The model by its full name. */
  readonly model: string;
}

type Sessions = readonly (SessionRecord & { readonly key: string })[];

export interface Rebuilt {
  readonly entries: readonly JournalEntry[];
  /** Stories whose landing only git knew, oldest first. */
  readonly landings: readonly string[];
  /** Sessions that only trailers told. */
  readonly sessions: number;
}

/**
 * A journal completed by what git's trailers tell: each landing it lacks, and what was used for it beyond the sessions that
 * are known, each where it belongs among what is there. What others share is known. `commits` newest first, as git gives them.
 */
export function withTrailers(
  journal: readonly JournalEntry[],
  commits: readonly TrailerCommit[],
  reckon: (agent: string, model: string) => Reckoning,
  shared: Pick<SharedLedger, 'sessions' | 'integrations'> = NOTHING_SHARED,
): Rebuilt {
  let entries = journal;
  const landings: string[] = [];
  let sessions = 0;
  for (const commit of commits.toReversed()) {
    const landing = readMergeTrailers(commit);
    if (landing === undefined) {
      entries = withRejection(entries, commit);
      continue;
    }
    const { story, key, at } = landing;
    const isKnown = entries.some((entry) => entry.t === 'integrated' && entry.commit === commit.commit);
    if (!isKnown && isShared(shared, story, key)) continue;
    const known = [...sessionsIn(entries), ...shared.sessions];
    const session = missingSession(landing, known, reckon(landing.agent, landing.model));
    const missing: JournalEntry[] = [
      ...(session === undefined ? [] : [{ t: 'session', at, run: REBUILT_RUN, key, session } as const]),
      ...(isKnown ? [] : [{ t: 'integrated', at, run: REBUILT_RUN, story, key, commit: commit.commit, parts: {} } as const]),
    ];
    if (session !== undefined) sessions++;
    if (!isKnown) landings.push(story);
    entries = insertedAfter(entries, (entry) => isOf(entry, story, key), missing);
  }
  return { entries, landings, sessions };
}

/** A landing that was taken out again, where the journal has it and does not know: it stands no more, and its story is open. */
function withRejection(
  entries: readonly JournalEntry[],
  { commit: revert, at, trailers }: TrailerCommit,
): readonly JournalEntry[] {
  const { 'Xpar-Revert': story, 'Xpar-Reverts': commit, 'Xpar-Why': why = '', 'Xpar-By': name = '' } = trailers;
  const landed = entries.find((entry) => entry.t === 'integrated' && entry.commit === commit);
  const isKnown = entries.some((entry) => entry.t === 'rejected' && entry.revert === revert);
  if (story === undefined || commit === undefined || landed?.t !== 'integrated' || isKnown) return entries;
  const rejected = { t: 'rejected', at, story, key: landed.key, commit, revert, why, by: { name, email: '' } } as const;
  return insertedAfter(entries, (entry) => entry === landed, [rejected]);
}

/** Is this landing in the ledger that others share? By its key, as its commit may have been made anew. */
function isShared({ integrations }: Pick<SharedLedger, 'integrations'>, story: string, key: string): boolean {
  return integrations.some((one) => one.story === story && one.key === key);
}

/** Put after the last that belongs to it; where nothing does, it is older than all that is known. */
export function insertedAfter(
  entries: readonly JournalEntry[],
  belongs: (entry: JournalEntry) => boolean,
  more: readonly JournalEntry[],
): readonly JournalEntry[] {
  const at = entries.findLastIndex(belongs) + 1;
  return more.length === 0 ? entries : [...entries.slice(0, at), ...more, ...entries.slice(at)];
}

function isOf(entry: JournalEntry, story: string, key: string): boolean {
  if (!('key' in entry) || entry.key !== key || entry.t === 'integrated') return false;
  if (entry.t === 'session') return entry.session.story === story;
  return 'story' in entry && entry.story === story;
}

function sessionsIn(entries: readonly JournalEntry[]): Sessions {
  return entries.flatMap((entry) => (entry.t === 'session' ? [{ ...entry.session, key: entry.key }] : []));
}

function missingSession(landing: ReadLanding, sessions: Sessions, reckoning: Reckoning): SessionRecord | undefined {
  const mine = sessions.filter((one) => one.story === landing.story && one.key === landing.key);
  const told = mine.map(({ actual }) => actual.spend).reduce(addTokens, NO_TOKENS);
  const left = landing.spend && lessTokens(landing.spend, told);
  const finished = mine.some(({ outcome }) => outcome === 'completed');
  if (finished && (left === undefined || isNothing(left))) return undefined;
  const { story, agent, at: startedAt } = landing;
  return {
    story,
    attempt: mine.length + 1,
    agent,
    model: reckoning.model,
    ...(landing.effort === undefined ? {} : { effort: landing.effort }),
    startedAt,
    durationMs: 0,
    outcome: finished ? 'crashed' : 'completed',
    estimate: estimateOf(landing, reckoning),
    actual: {
      ...(finished ? {} : sizesOf(landing)),
      requests: 0,
      spend: left ?? NO_TOKENS,
      spendSource: left === undefined ? 'none' : 'agent-total',
    },
    censored: finished,
  };
}

/** Trailers keep the floor, raw and native, and the working P50: the rest is reckoned from them, and in old ones the raw floor too. */
function estimateOf(landing: ReadLanding, { kappa, baseTokens }: Reckoning): SessionRecord['estimate'] {
  const [floor, working] = [landing.floorTokens?.estimate ?? 0, landing.workingTokens?.estimate ?? 0];
  return {
    rawFloorTokens: landing.rawFloorTokens ?? Math.round(floor / kappa),
    floorTokens: floor,
    workingP50Tokens: working,
    workingP80Tokens: working,
    ceilingTokens: floor + working,
    baseTokens,
    hardTokens: 0,
  };
}

function sizesOf({ floorTokens, workingTokens }: ReadLanding): Pick<SessionRecord['actual'], 'floorTokens' | 'workingTokens'> {
  return {
    ...(floorTokens?.actual === undefined ? {} : { floorTokens: floorTokens.actual }),
    ...(workingTokens?.actual === undefined ? {} : { workingTokens: workingTokens.actual }),
  };
}

function isNothing({ input, cacheRead, cacheWrite, output }: TokenSplit): boolean {
  return input + cacheRead + cacheWrite + output === 0;
}
