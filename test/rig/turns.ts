import type { StagedSession } from './agent-stage.ts';
import type { Play } from './plays.ts';
import type { Workshop } from './workshop.ts';

/** What one role's session found. */
export interface Found {
  readonly prompt: string;
  readonly model: string;
  readonly attempt: number;
  readonly role: string | undefined;
}

/** Plays the sessions of a story in the order in which they begin, whoever they are; what they found is in `found`. */
export function takeTurns(workshop: Workshop, story: string, turns: readonly Play[]): { readonly found: readonly Found[] } {
  const found: Found[] = [];
  void play(workshop.stage.next(story), turns);
  return { found };

  async function play(coming: Promise<StagedSession>, [turn, ...later]: readonly Play[]): Promise<void> {
    if (turn === undefined) return;
    const session = await coming;
    const { prompt, model, attempt, role } = session;
    found.push({ prompt, model, attempt, role });
    const next = workshop.stage.next(story);
    const code = (await turn(session)) ?? 0;
    void play(next, later);
    await session.exit(code);
  }
}

/** Ends a review. */
export function says(verdict: object): Play {
  return (session) => session.act({ do: 'tell', event: { type: 'verdict', ...verdict } });
}

export const accepts: Play = says({ verdict: 'accept' });

export function refuses(criterion: string, reason: string): Play {
  return says({ verdict: 'refuse', criteria: [{ criterion, met: false, reason }] });
}
