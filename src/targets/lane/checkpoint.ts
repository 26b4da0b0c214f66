import type { Checkpoint } from '../../model/checkpoint.ts';
import { storyState } from '../../record/fold.ts';
import type { StepOutputs } from '../../model/record.ts';
import type { Build, Lane } from '../run/build.ts';
import { ownFiles } from './keep-scope.ts';
import { intoOf } from './keep-work.ts';

type Told = Pick<Checkpoint, 'completed' | 'pending' | 'next' | 'session'>;

/** Where a story's latest checkpoint is kept, until it has landed. */
export function checkpointRef(story: string): string {
  return `refs/xpar/checkpoint/${story}`;
}

/** Keeps what stands in the lane's worktree now, as a commit of xpar's own, with what the agent says of it. */
export async function keepCheckpoint(build: Build, lane: Lane, place: StepOutputs['worktree'], told: Told): Promise<void> {
  // What a reviewer changes is no part of the work.
  if (lane.turn?.role.kind === 'reviewer') return;
  const { host, project, run, tell } = build;
  const story = lane.story.id;
  const { completed, pending, next, session } = told;
  const message = `${story}: checkpoint\n\n${[...listed('Done', completed), ...listed('To do', pending)].join('\n')}\n`;
  const only = ownFiles(build, story, place.path);
  const spec = { base: place.base, ref: checkpointRef(story), message, leaveOut: place.copied ?? [], ...intoOf(build), ...only };
  // A worktree that git does not know any more has nothing to keep; the session's end will say so.
  const kept = await host.git.commitWorktree(place.path, spec).catch(() => undefined);
  if (kept === undefined || !kept.changed) return;
  const words = { completed, pending, ...(next === undefined ? {} : { next }), ...(session ? { session } : {}) };
  const { commit } = kept;
  await project.store.append({ t: 'checkpoint', at: host.clock.now(), run, story, key: lane.key, commit, ...words });
  tell({ t: 'checkpoint', story, commit, completed, pending });
}

/** The checkpoint that a new session of this lane goes on from. What an edit cut off stands nowhere. */
export function checkpointFor({ project, cutOff }: Build, { story, key }: Lane): Checkpoint | undefined {
  const { checkpoint } = storyState(project.store.state, story.id);
  return cutOff === undefined && checkpoint?.key === key ? checkpoint : undefined;
}

function listed(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
}

/** One after another; told faster than they can be kept, only the latest of them is. */
export function checkpointKeeper(keep: (told: Told) => Promise<void>): { take(told: Told): void; done(): Promise<void> } {
  let next: Told | undefined;
  let working: Promise<void> | undefined;
  async function work(): Promise<void> {
    while (next !== undefined) {
      const told = next;
      next = undefined;
      await keep(told);
    }
    working = undefined;
  }
  return {
    take(told) {
      next = told;
      if (working !== undefined) return;
      working = work();
      // Whoever asks whether it is done hears of it.
      working.catch(() => undefined);
    },
    done: async () => working,
  };
}
