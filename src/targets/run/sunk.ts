import { addTokens, billedTokens, NO_TOKENS } from '../../model/budget.ts';
import type { SunkLane } from '../../model/event.ts';
import type { StepEnd } from '../../run/execute.ts';
import type { Start } from '../../run/schedule.ts';
import type { Build } from './build.ts';
import type { Superseded } from '../choose/superseded.ts';

/** One edit that cancelled lanes, until the last of them has ended. */
export interface Edit {
  left: number;
  readonly lanes: SunkLane[];
  readonly adrs: Set<string>;
}

const CONTRACT = 'contract ';

export function newEdit(): Edit {
  return { left: 0, lanes: [], adrs: new Set() };
}

/** ADRs whose contract is among what changed. */
export function adrsIn(changed: readonly Superseded[]): ReadonlySet<string> {
  const parts = changed.flatMap(({ changes }) => changes.map(({ part }) => part));
  return new Set(parts.filter((part) => part.startsWith(CONTRACT)).map((part) => part.slice(CONTRACT.length)));
}

/** One of its lanes has ended; with the last, what the edit cost is told. */
export function settle(build: Build, edit: Edit, lane: SunkLane): void {
  edit.lanes.push(lane);
  edit.left -= 1;
  if (edit.left > 0) return;
  const usd = edit.lanes.flatMap((one) => one.usd ?? []);
  build.tell({
    t: 'sunk',
    lanes: edit.lanes,
    adrs: [...edit.adrs],
    tokens: edit.lanes.reduce((sum, { tokens = 0 }) => sum + tokens, 0),
    ...(usd.length === 0 ? {} : { usd: usd.reduce((sum, one) => sum + one, 0) }),
  });
}

/** What was spent on a session that an edit cut off. */
export function sunkLane(
  start: Start,
  end: StepEnd,
  sessions: readonly Build['project']['store']['state']['sessions'][number][],
): SunkLane {
  const { story } = start;
  const workStands = start.step !== 'implement' || end.end === 'done';
  const told = sessions.filter((one) => one.story === story && one.actual.spendSource !== 'none');
  if (workStands || told.length === 0) return { story, workStands };
  const spend = told.map(({ actual }) => actual.spend).reduce(addTokens, NO_TOKENS);
  return { story, workStands, tokens: billedTokens(spend), ...(spend.usd === undefined ? {} : { usd: spend.usd }) };
}
