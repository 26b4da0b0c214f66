import type { StagedSession } from './agent-stage.ts';
import type { Play } from './plays.ts';

/** Tells one request that bills so many tokens, all of them fresh input, under a name of its own. */
export async function spend(session: StagedSession, id: string, input: number, more: object = {}): Promise<void> {
  await session.act({ do: 'tell', event: { type: 'usage', id, input, output: 0, context: 900, ...more } });
}

/** Tells requests of so many tokens each, and then plays on. */
export function spends(requests: readonly number[], then: Play): Play {
  return async (session) => {
    for (const [at, input] of requests.entries()) await spend(session, `spent-${at}`, input);
    return then(session);
  };
}

/** Writes files and tells nothing. */
export function writesSilently(play: Play): Play {
  return (session) => play({ ...session, act: async (action) => (action.do === 'tell' ? undefined : session.act(action)) });
}
