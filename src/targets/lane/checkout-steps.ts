import type { EditOutside } from '../../model/checkout-problem.ts';
import type { Step } from '../../model/target.ts';
import { graded } from '../choose/check-project.ts';
import { laneBranch } from '../project/project.ts';
import { failed, type Build, type Checkout, type Lane, type StepResult } from '../run/build.ts';
import type { Held } from './hold-session.ts';
import { keepWork } from './keep-work.ts';
import type { EndedAt } from './unfinished.ts';

/** The step `worktree` of a lane in the shared checkout: its own files are as it left them, everybody else's as the tip has them. */
export async function enterCheckout(
  build: Build,
  { story }: Lane,
  at: {
    readonly checkout: Checkout;
    readonly tip: string;
    readonly start: { readonly base: string; readonly commit: string; readonly isAnew?: true };
  },
): Promise<StepResult<'worktree'>> {
  const { project } = build;
  const { checkout, tip, start } = at;
  const entered = await checkout.enter(build, { story: story.id, files: story.files, tip, commit: start.commit });
  if (entered === 'interrupted') return { end: 'interrupted' };
  if ('outside' in entered) return stopRun(build, entered.outside);
  if ('problem' in entered) return failed(entered.problem, { retry: false, counts: false });
  const { copied, port } = entered;
  const anew = start.isAnew === true ? { isAnew: true as const } : {};
  const place = { path: checkout.folder, branch: laneBranch(story.id), base: start.base, port };
  return {
    end: 'done',
    parts: { base: start.base, setup: JSON.stringify(project.config.worktree.setup) },
    output: { ...place, ...(copied.length === 0 ? {} : { copied }), ...anew },
  };
}

/** A session, with the checkout looked after where it is shared. */
export async function watched(build: Build, { story }: Lane, session: () => Promise<Held>): Promise<Held> {
  const { checkout } = build;
  if (checkout === undefined) return session();
  await checkout.begin(story.id);
  const held = await session();
  const outside = await checkout.sessionOver(build, story.id);
  return outside === undefined ? held : { ...held, outside };
}

/**
 * The run is over for an edit that is nobody's, as by an interrupt. Where nobody else was at work it was this session's doing, and
 * counts as a try; what it had done of its own stands on its branch. Undefined where it goes on as it ended: who it was is not known.
 */
export async function outsideAll(
  build: Build,
  lane: Lane,
  at: EndedAt & { readonly isSpoilt: boolean },
  outside: EditOutside,
): Promise<StepResult<'implement'> | undefined> {
  const { story, adapter } = lane;
  const { place, result, folder, isSpoilt } = at;
  if (outside.stories.length > 1 || isSpoilt) {
    stopRun(build, outside);
    return undefined;
  }
  if (result.outcome === 'completed' && lane.turn?.role.kind !== 'reviewer')
    await keepWork(build, { story, agent: adapter.name, place, result, folder });
  build.stopAll();
  const failure = `You edited files outside your scope in a checkout that others share. They must be as they were: ${outside.paths.join(', ')}`;
  return failed(outside, { retry: false, halt: true, failure });
}

/** Told once, and everything under way is stopped in its own way. */
export function stopRun(build: Build, outside: EditOutside): { readonly end: 'interrupted' } {
  build.tell({ t: 'problem', finding: graded(outside) });
  build.stopAll();
  return { end: 'interrupted' };
}

/** A lane's turn in the shared checkout is over with its work, where that was done already with its gate, or with a step that did not get there. */
export async function checkoutLeft(build: Build, story: string, step: Step, end: StepResult['end']): Promise<void> {
  const isOver = step === 'implement' || step === 'gate' || (step === 'worktree' && end !== 'done');
  if (isOver) await build.checkout?.leave(build, story);
}
