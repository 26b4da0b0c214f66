import type { Host } from '../../host/host.ts';
import type { Story } from '../../model/card.ts';
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
  readonly story: string;
  readonly title: string;
  /** Empty: any file. */
  readonly files: readonly string[];
  /** The build that holds it; absent where none does. */
  readonly owner?: { readonly pid: number; readonly host: string };
  /** When its last session, or else its worktree, began. */
  readonly since?: number;
  /** The last sign of life in its session's folder. */
  readonly heartbeat?: number;
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
  { project }: Survey,
  { story, state, run }: HeldFiles,
  owner: { readonly pid: number; readonly host: string } | undefined,
): Promise<LockRow> {
  const { store } = project;
  const own = storyState(store.state, story.id);
  const folder = store.layout.attempt(story.id, Math.max(1, own.openSession ?? own.starts));
  const session = readPlan(await host.files.readText(planFile(folder)));
  const since = session?.startedAt ?? own.steps.worktree?.at;
  const beats = await host.files.stamps([traceFile(folder), planFile(folder)]);
  const seen = Math.max(...[0, 1].map((at) => (beats[at * 4]! < 0 ? 0 : beats[at * 4 + 1]!)), own.steps.worktree?.at ?? 0);
  return {
    story: story.id,
    title: story.title,
    state,
    files: story.files,
    ...(run === undefined ? {} : { run }),
    ...(state === 'running' && owner ? { owner: { pid: owner.pid, host: owner.host } } : {}),
    ...(since === undefined ? {} : { since }),
    ...(seen === 0 ? {} : { heartbeat: Math.round(seen) }),
  };
}
