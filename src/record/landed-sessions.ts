import { ROLE } from '../model/allowance.ts';
import type { LedgerSession, SharedLedger } from '../model/history.ts';
import type { State } from '../model/record.ts';

type Local = Pick<State, 'sessions' | 'integrations'>;
type Shared = Pick<SharedLedger, 'sessions' | 'integrations'>;

/** What was integrated is the work of the story's last session before (of its implementer, where a config names roles), be it of an earlier run; a shared landing names its session. */
export function landedSessions({ sessions, integrations }: Local, shared: Shared): ReadonlySet<LedgerSession> {
  const last = new Map<string, LedgerSession>();
  const landed = new Set<LedgerSession>();
  let seen = 0;
  for (const { story, sessions: before } of integrations) {
    for (; seen < before; seen++) {
      const session = sessions[seen]!;
      if (roleOf(session) === ROLE) last.set(session.story, session);
    }
    const session = last.get(story);
    if (session) landed.add(session);
  }
  const named = new Set(shared.integrations.map(({ story, session }) => `${session?.run} ${story} ${session?.startedAt}`));
  for (const session of shared.sessions)
    if (named.has(`${session.run} ${session.story} ${session.startedAt}`)) landed.add(session);
  return landed;
}

/** The other roles' part in what landed: of each its last session on that wording of the card, since the landing before. */
export function landedBeside({ sessions, integrations }: Local, shared: Shared): ReadonlySet<LedgerSession> {
  const landed = new Set<LedgerSession>();
  const ends = integrations.map(({ story, sessions: before }) => ({ story, before }));
  addBeside(landed, sessions, ends);
  // Of others' journals there are but times.
  const theirs = shared.sessions.toSorted((a, b) => a.at - b.at);
  let before = 0;
  const theirEnds = shared.integrations
    .toSorted((a, b) => a.at - b.at)
    .map(({ story, key, at }) => {
      while (before < theirs.length && theirs[before]!.at <= at) before += 1;
      return { story, key, before };
    });
  addBeside(landed, theirs, theirEnds);
  return landed;
}

/** `before`: how many of the sessions had ended by then. */
function addBeside(
  landed: Set<LedgerSession>,
  sessions: readonly LedgerSession[],
  ends: readonly { readonly story: string; readonly key?: string; readonly before: number }[],
): void {
  const byStory = new Map<string, Map<string, LedgerSession>>();
  let seen = 0;
  for (const { story, before, ...end } of ends) {
    for (; seen < before; seen++) {
      const session = sessions[seen]!;
      const roles = byStory.get(session.story) ?? new Map<string, LedgerSession>();
      byStory.set(session.story, roles.set(roleOf(session), session));
    }
    const roles = byStory.get(story);
    const key = end.key ?? roles?.get(ROLE)?.key;
    for (const [role, session] of roles ?? []) if (role !== ROLE && session.key === key) landed.add(session);
    byStory.delete(story);
  }
}

function roleOf({ role = ROLE }: LedgerSession): string {
  return role;
}
