import path from 'node:path';
import { handoffOf } from '../../agents/handoff.ts';
import type { AgentResult } from '../../model/agent.ts';
import type { Story } from '../../model/card.ts';
import type { StepOutputs } from '../../model/record.ts';
import type { Build } from '../run/build.ts';
import { graded } from '../choose/check-project.ts';
import { laneBranch } from '../project/project.ts';
import { ownFiles } from './keep-scope.ts';

/**
 * Makes whatever a session left in the lane's worktree the lane's one commit, and leaves the handoff for whoever comes next.
 * Files that were copied in for it stay out; `leftOut` are those that would have gone in.
 */
export async function keepWork(
  build: Build,
  at: { story: Story; agent: string; place: StepOutputs['worktree']; result: AgentResult; folder: string },
): Promise<{ readonly output: StepOutputs['implement']; readonly leftOut: readonly string[] }> {
  const { git, files } = build.host;
  const { story, agent, place, result, folder } = at;
  const ref = `refs/heads/${laneBranch(story.id)}`;
  const message = workMessage(build, story, agent);
  const made = await git.commitWorktree(place.path, {
    base: place.base,
    ref,
    message,
    leaveOut: place.copied ?? [],
    ...intoOf(build),
    ...ownFiles(build, story.id, place.path),
  });
  const touched = made.changed ? await git.changedPaths(build.project.repository.top, place.base, made.commit) : [];
  const { docs } = build.project.config;
  const handoff = handoffOf({ story, result, files: touched, gates: [], docs });
  await files.writeAtomic(path.join(folder, 'handoff.json'), `${JSON.stringify(handoff, null, 2)}\n`);
  tellDifferences(build, story.id, handoff.differences);
  const { commit, tree, changed, leftOut } = made;
  return { output: { commit, tree, base: place.base, changed }, leftOut };
}

/** Of a lane's one commit. */
export function workMessage({ project }: Pick<Build, 'project'>, { id, title, budget }: Story, agent: string): string {
  return `${title}\n\nStory: ${id}\nAgent: ${agent}\nModel: ${budget?.model ?? ''}\n${project.config.autonomous ? 'Autonomous: yes\n' : ''}`;
}

/** A lane apart is taken in by our own repository: its git is not asked. */
export function intoOf({ project }: Pick<Build, 'project'>): { readonly into?: string } {
  return project.config.isolation === 'clone' ? { into: project.repository.top } : {};
}

/** What an agent told and git or a gate does not bear out: told, and nothing more; they have the last word anyway. */
export function tellDifferences({ tell }: Pick<Build, 'tell'>, story: string, differences: readonly string[]): void {
  if (differences.length > 0) tell({ t: 'problem', finding: graded({ reason: 'handoff-differs', story, differences }) });
}
