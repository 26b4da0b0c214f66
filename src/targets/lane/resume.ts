import { ROLE } from '../../model/allowance.ts';
import type { ResumeOf } from '../../model/agent.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import type { SessionRecord } from '../../model/record.ts';
import { laneOf } from '../../record/fold.ts';
import type { Build, Lane } from '../run/build.ts';
import { checkpointFor } from './checkpoint.ts';
import type { Share } from './sharing.ts';

const GO_ON =
  'You were interrupted. Your worktree stands as you left it. Go on with the card from there, by the same rules, to its end.';

type LeftSession = NonNullable<Checkpoint['session']>;

/** `nth`: which of the story's sessions it was; `story`: whose, where it was another's. */
export type Resumed = ResumeOf & Pick<LeftSession, 'nth'> & { readonly story?: string };

/**
 * The agent's own session, where the last one of this lane ended its turn cleanly when it was interrupted and nothing has been
 * tried since: the same agent, model and effort, on the same wording of the card. Anything else begins a fresh one.
 */
export function resumeFor(build: Build, lane: Lane, model: string): Resumed | undefined {
  const { adapter, story, key } = lane;
  const left = checkpointFor(build, lane)?.session;
  if (left === undefined || !adapter.caps.resume) return undefined;
  const last = build.project.store.state.sessions.findLast((one) => laneOf(one) === story.id);
  const isIt = last?.outcome === 'stopped' && last.key === key && last.startedAt === left.startedAt;
  const isSame = last?.agent === adapter.name && left.model === model && isOf(lane, last);
  return isIt && isSame ? asLeft(build, story.id, left) : undefined;
}

/** The session that several stories share, at this one's turn; undefined where it begins one. */
export function resumeShared({ project }: Build, { going, prompt }: Share): Resumed | undefined {
  if (going === undefined || prompt === undefined || !PLAIN_ID.test(going.id)) return undefined;
  const { id, story, nth } = going;
  return { session: id, prompt, story, nth, stateDir: project.store.layout.attempt(story, nth) };
}

function asLeft({ project }: Build, story: string, { id, nth }: LeftSession): Resumed | undefined {
  if (!PLAIN_ID.test(id)) return undefined;
  const at = nth === undefined ? {} : { nth, stateDir: project.store.layout.attempt(story, nth) };
  return { session: id, prompt: GO_ON, ...at };
}

/** It stands on a command line: an agent's own words for it are no option. */
const PLAIN_ID = /^[A-Za-z0-9][\w.:-]{0,127}$/;

function isOf({ turn, adapter }: Lane, { role = ROLE, effort }: SessionRecord): boolean {
  return role === (turn?.role.name ?? ROLE) && effort === adapter.effort;
}
