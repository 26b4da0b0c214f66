import type { Host } from '../../host/host.ts';
import type { Story } from '../../model/card.ts';
import { subtaskLane } from '../../model/subtask-lane.ts';
import type { HeldReason } from '../../model/target.ts';
import { apartRule } from '../../plan/apart.ts';
import { storyState } from '../../record/fold.ts';
import { asAsked } from './as-asked.ts';
import { heldFiles, type HeldFiles } from './held-files.ts';
import type { BuildRequest, Survey } from './intent.ts';
import { trackedFiles } from './tracked-files.ts';
import { planFile, readPlan } from '../lane/session-record.ts';
import { traceFile } from '../lane/trace.ts';

/** One lane's hold on its files, for a person. Times are ms since the epoch. */
export interface LockRow extends Omit<HeldFiles, 'story'> {
  /** The lane's name, and the run that holds it or was the last to. */
  readonly id: string;
  readonly story: string;
  readonly title: string;
  /** Empty: any file. */
  readonly files: readonly string[];
  /** The build that holds it; absent where none does. */
  readonly owner?: { readonly pid: number; readonly host: string };
  /** When its last session, or else its worktree, began. */
  readonly since?: number;
  /** The last sign of life of whoever holds it: of a build that runs it is now, as the kernel frees its lock when it dies. */
  readonly heartbeat?: number;
  /** When its agent was last heard of: silence alone frees nothing. */
  readonly heard?: number;
  /** When the session under way is stopped at the latest (`timeouts.wall`), but for what it waits for a person or a provider. */
  readonly expiresAt?: number;
  /** Why no build goes on from the work that stands, as things are. */
  readonly held?: HeldReason;
}

/** An open story that would have to wait now, for whom and why. */
export interface LockWait {
  readonly story: string;
  readonly for: string;
  readonly because: 'same-files' | 'files-unknown' | 'hotspot';
  readonly globs?: readonly string[];
}

export interface Locks {
  readonly locks: readonly LockRow[];
  readonly waits: readonly LockWait[];
}

/** Who holds which files, and who would have to wait for them. Reads only; works beside a running build. */
export async function locksOf(host: Host, survey: Survey, asked: Pick<BuildRequest, 'conflicts'> = {}): Promise<Locks> {
  const { plan } = survey;
  const project = asAsked(survey.project, asked);
  const owner = await host.lock.holder(project.store.layout.lock);
  const held = heldFiles(survey, owner !== undefined);
  const locks = await Promise.all(held.map((one) => rowOf(host, survey, one, owner)));
  const rule = apartRule(project.config, await trackedFiles(host, project));
  const owners = new Set(held.map(({ story }) => story.id));
  const waits = plan.stories
    .filter(({ story, decisions }) => decisions.integrate.state === 'stale' && !owners.has(story.id))
    .flatMap(({ story }) => waitsOf(story, held, rule));
  return { locks, waits };
}

function waitsOf(story: Story, held: readonly HeldFiles[], rule: ReturnType<typeof apartRule>): LockWait[] {
  return held.flatMap((one) => {
    const clash = one.state === 'stale' ? undefined : rule(story, one.story);
    return clash ? [{ story: story.id, for: one.story.id, ...clash }] : [];
  });
}

async function rowOf(
  host: Host,
  { project, plan }: Survey,
  { story, state, run }: HeldFiles,
  owner: { readonly pid: number; readonly host: string } | undefined,
): Promise<LockRow> {
  const builder = state === 'running' ? owner : undefined;
  const signs = await Promise.all(
    [story.id, ...story.subtasks.map(({ id }) => subtaskLane(story.id, id))].map((lane) => signsOf(host, project, lane)),
  );
  const decision = plan.stories.find((row) => row.story.id === story.id)!.decisions.integrate;
  return {
    id: run === undefined ? story.id : `${story.id}@${run}`,
    story: story.id,
    title: story.title,
    state,
    files: story.files,
    ...(run === undefined ? {} : { run }),
    ...(builder ? { owner: { pid: builder.pid, host: builder.host } } : {}),
    ...timesOf(signs, builder && host.clock.now()),
    ...(state === 'standing' && decision.state === 'held' ? { held: decision.reason } : {}),
  };
}

/** `aliveAt`: now, where a build runs it. */
function timesOf(
  signs: readonly Signs[],
  aliveAt: number | undefined,
): Pick<LockRow, 'since' | 'heartbeat' | 'heard' | 'expiresAt'> {
  const since = signs[0]!.since;
  const heard = Math.round(Math.max(...signs.map((one) => one.heard)));
  const heartbeat = aliveAt ?? heard;
  const ends = aliveAt === undefined ? [] : signs.flatMap(({ endsAt }) => endsAt ?? []);
  return {
    ...(since === undefined ? {} : { since }),
    ...(heartbeat === 0 ? {} : { heartbeat }),
    ...(heard === 0 ? {} : { heard }),
    ...(ends.length === 0 ? {} : { expiresAt: Math.max(...ends) }),
  };
}

interface Signs {
  readonly since: number | undefined;
  /** 0: never. */
  readonly heard: number;
  readonly endsAt: number | undefined;
}

/** What a lane's last session left in its folder; of one whose end is not in the journal, when that is due. */
async function signsOf(host: Host, { store, config }: Survey['project'], lane: string): Promise<Signs> {
  const own = storyState(store.state, lane);
  const folder = store.layout.attempt(lane, Math.max(1, own.openSession ?? own.starts));
  const session = readPlan(await host.files.readText(planFile(folder)));
  const beats = await host.files.stamps([traceFile(folder), planFile(folder)]);
  const isOpen = session !== undefined && own.openSession !== undefined;
  return {
    since: session?.startedAt ?? own.steps.worktree?.at,
    heard: Math.max(...[0, 1].map((at) => (beats[at * 4]! < 0 ? 0 : beats[at * 4 + 1]!)), own.steps.worktree?.at ?? 0),
    endsAt: isOpen ? session.startedAt + config.timeouts.wallMs : undefined,
  };
}
