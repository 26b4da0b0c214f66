import type { ParkedBy } from '../../model/allowance.ts';
import type { Step } from '../../model/target.ts';
import type { StepEnd } from '../../run/execute.ts';
import type { Start } from '../../run/schedule.ts';
import type { Build, Lane } from '../run/build.ts';

/** Not begun while a contract is in question; a session asks for itself. */
const HELD: ReadonlySet<Step> = new Set(['gate', 'integrate']);

/** The end of a step that is not begun, because a person is asked about the lane's contract. */
export function heldLane(build: Build, { story, step }: Start, lane: Pick<Lane, 'what'>): StepEnd | undefined {
  const why = HELD.has(step) ? build.desk?.halted(lane) : undefined;
  return why && tellHeld(build, story, why);
}

/** What is done of the lane stands as it is, and it goes on from there. */
export function tellHeld({ tell }: Build, story: string, why: ParkedBy): StepEnd {
  tell({ t: 'parked', story, why });
  return { end: 'parked' };
}
