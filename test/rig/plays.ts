import path from 'node:path';
import type { AgentStage, StagedSession } from './agent-stage.ts';

/** What the agent does in one session, up to its end; what it returns is its exit code (nothing: 0). */
export type Play = (session: StagedSession) => Promise<number | void>;

/** Writes files, by path in the worktree, and tells one request's usage. */
export function writes(files: Readonly<Record<string, string>>): Play {
  return async (session) => {
    for (const [name, text] of Object.entries(files))
      await session.act({ do: 'write', path: path.join(session.cwd, name), text });
    await session.act({ do: 'tell', event: { type: 'usage', id: 'm1', input: 2000, output: 100, context: 2000 } });
  };
}

/** Leaves at once, everything as it was. */
export const idles: Play = async () => {};

/** Has `story` (its first try, or `story#2` its second) played as given, as soon as it begins. */
export function plays(stage: AgentStage, parts: Readonly<Record<string, Play>>): void {
  for (const [part, play] of Object.entries(parts)) {
    const [story = '', attempt = '1'] = part.split('#');
    void stage.session(story, Number(attempt)).then((session) => perform(session, play));
  }
}

/** An agent that is killed in the middle of its play has nobody left to tell. */
async function perform(session: StagedSession, play: Play): Promise<void> {
  try {
    await session.exit((await play(session)) ?? 0);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('it is gone'))) throw error;
  }
}
