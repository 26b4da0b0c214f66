import type { StepOutput } from '../../model/record.ts';
import type { Step } from '../../model/target.ts';
import type { Build, Lane, StepResult } from '../run/build.ts';

interface Of {
  /** Name of the subtask's lane. */
  readonly lane: string;
  readonly key: string;
  readonly step: Step;
}

/** One step of a subtask's lane: in the journal before it begins, and when it has ended. */
export async function subtaskStep<S extends 'worktree' | 'implement'>(
  build: Build,
  { story, key, attempt }: Lane,
  step: S,
  work: () => Promise<StepResult<S>>,
): Promise<StepResult<S>> {
  const { host, project, run } = build;
  await project.store.append({ t: 'started', at: host.clock.now(), run, story: story.id, step, key, attempt });
  const result = await work();
  await endSubtask(build, { lane: story.id, key, step }, result);
  return result;
}

/** What a subtask's step came to; of what was interrupted nothing is said. */
export async function endSubtask(build: Build, { lane: story, key, step }: Of, result: StepResult): Promise<void> {
  const { host, project, run } = build;
  const common = { at: host.clock.now(), run, story, key };
  switch (result.end) {
    case 'done':
      return project.store.append({ t: 'done', ...common, step, parts: result.parts, output: result.output as StepOutput });
    case 'failed': {
      const { counts, failure, problem } = result;
      return project.store.append({ t: 'failed', ...common, step, counts, failure, problem });
    }
    case 'parked': {
      const { why, commit, report } = result;
      const kept = { ...(commit === undefined ? {} : { commit }), ...(report === undefined ? {} : { report }) };
      return project.store.append({ t: 'parked', ...common, why, ...kept });
    }
    case 'turned':
    case 'interrupted':
  }
}
