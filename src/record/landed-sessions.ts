import { ROLE } from '../model/allowance.ts';
import type { LedgerSession, SharedLedger } from '../model/history.ts';
import type { State } from '../model/record.ts';

/** What was integrated is the work of the story's last session before (of its implementer, where a config names roles), be it of an earlier run; a shared landing names its session. */
export function landedSessions(
  { sessions, integrations }: Pick<State, 'sessions' | 'integrations'>,
  shared: Pick<SharedLedger, 'sessions' | 'integrations'>,
): ReadonlySet<LedgerSession> {
  const last = new Map<string, LedgerSession>();
  const landed = new Set<LedgerSession>();
  let seen = 0;
  for (const { story, sessions: before } of integrations) {
    for (; seen < before; seen++) {
      const session = sessions[seen]!;
      if ((session.role ?? ROLE) === ROLE) last.set(session.story, session);
    }
    const session = last.get(story);
    if (session) landed.add(session);
  }
  const named = new Set(shared.integrations.map(({ story, session }) => `${session?.run} ${story} ${session?.startedAt}`));
  for (const session of shared.sessions)
    if (named.has(`${session.run} ${session.story} ${session.startedAt}`)) landed.add(session);
  return landed;
}
