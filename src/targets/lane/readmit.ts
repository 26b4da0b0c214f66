import type { Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import type { StoryState } from '../../model/record.ts';
import { refusedPaths } from '../../model/tries.ts';
import { covers } from '../../plan/scope.ts';
import { storyState } from '../../record/fold.ts';
import { readmitted } from '../../record/readmitted.ts';
import type { Build, Lane } from '../run/build.ts';

type Scope = Pick<Story, 'files' | 'allowProtected'>;

/** A story's state as its card has it now: what was refused for paths that the card covers since was no failed try. */
export function asCovered(state: StoryState, key: string, scope: Scope): StoryState {
  const paths = coveredPaths(state, key, scope);
  return paths.length === 0 ? state : readmitted(state, { key, paths });
}

/** Makes that so for good, before a step of the lane begins. */
export async function readmit(
  { project, host, run }: Pick<Build, 'project' | 'host' | 'run'>,
  { story, key }: Pick<Lane, 'story' | 'key'>,
): Promise<void> {
  const paths = coveredPaths(storyState(project.store.state, story.id), key, story);
  if (paths.length === 0) return;
  await project.store.append({ t: 'readmitted', at: host.clock.now(), run, story: story.id, key, paths });
}

function coveredPaths({ failures, refused }: StoryState, key: string, scope: Scope): readonly string[] {
  const own = failures.filter((failure) => failure.key === key).map(({ problem }) => problem);
  const last = refused?.implement.key === key ? refused.problem : undefined;
  const problems = last === undefined ? own : [...own, last];
  return [...new Set(problems.filter((one) => isCovered(one, scope)).flatMap((one) => refusedPaths(one) ?? []))];
}

function isCovered(problem: Problem, { files, allowProtected }: Scope): boolean {
  const paths = refusedPaths(problem);
  if (paths === undefined) return false;
  if (problem.reason === 'outside-scope' && files.length === 0) return true;
  const globs = problem.reason === 'outside-scope' ? files : allowProtected;
  return paths.every((path) => covers(globs, path));
}
