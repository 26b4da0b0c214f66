import path from 'node:path';
import type { Step } from '../../model/target.ts';
import { storyState } from '../../record/fold.ts';
import type { Build, StepResult } from '../run/build.ts';
import { during } from '../guard/guard.ts';
import { keepLeft } from './keep-left.ts';
import { runTeardown } from './run-setup.ts';

/** A story's turn in a shared session is over with its work, or with a step that did not get there: it goes on alone then. */
export async function turnOver(build: Build, story: string, step: Step, end: StepResult['end']): Promise<void> {
  const folder = build.sharing?.folderOf(story);
  const isOver = step === 'implement' || (step === 'worktree' && end !== 'done');
  if (folder === undefined || !isOver) return;
  // What is done, or was handed back, is in a commit.
  if (step === 'implement' && end !== 'done' && end !== 'parked') await keepWhatIs(build, story, folder);
  build.sharing?.leave(story);
}

/** Takes shared worktrees away: of this run at its end, and before its start of one that was killed, with what a session left there kept. */
export async function tidyShared(build: Build): Promise<void> {
  const { host, project } = build;
  const { lanes } = project.store.layout;
  const names = ((await host.files.folders(lanes)) ?? []).filter((name) => /^\.shared-\d+$/.test(name));
  for (const folder of names.map((name) => path.join(lanes, name))) {
    const users = [...project.store.state.stories].filter(([, { steps }]) => steps.worktree?.output.path === folder);
    const [last] = users.toSorted(([, a], [, b]) => b.steps.worktree!.at - a.steps.worktree!.at);
    if (last?.[1].unfinished === 'implement') await keepWhatIs(build, last[0], folder);
    if (last !== undefined && !(await tornDown(build, last[0], folder))) continue;
    await host.git.removeWorktree(project.repository.top, folder);
  }
}

async function keepWhatIs(build: Build, story: string, folder: string): Promise<void> {
  const place = storyState(build.project.store.state, story).steps.worktree?.output;
  if (place?.path !== folder || !(await build.host.files.exists(path.join(folder, '.git')))) return;
  await keepLeft(build, story, { folder, base: place.base, leaveOut: place.copied ?? [] });
}

async function tornDown(build: Build, story: string, folder: string): Promise<boolean> {
  if (build.project.config.worktree.teardown.length === 0 || !(await build.host.files.exists(folder))) return true;
  const { port } = storyState(build.project.store.state, story).steps.worktree?.output ?? {};
  const work = (): Promise<boolean> => runTeardown(build, { folder, story, ...(port === undefined ? {} : { port }) });
  return (await during(build, { story, step: 'integrate' }, work)).value;
}
