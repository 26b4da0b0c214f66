import type { Build } from './build.ts';
import { pastLookedAfter } from '../guard/guard.ts';
import { bringBaseIn, type BroughtIn } from '../waves/follow-the-base.ts';
import type { Intent } from '../choose/intent.ts';
import { keepWholeLocks } from '../person/locks.ts';
import type { Got } from '../project/read-project.ts';
import { recoverSessions } from './recover.ts';
import { tidyShared } from '../lane/shared-worktree.ts';
import { tidyCheckout } from '../lane/tidy-checkout.ts';
import { settleLeft } from '../waves/settle.ts';

/**
 * What a run does before its first lane: builds that died are completed, and the base is brought in. Gives what is wanted then,
 * decided `again` where that changed it.
 */
export async function setOut(
  build: Build,
  before: Intent,
  again: () => Promise<Got<Intent>>,
): Promise<Got<{ readonly intent: Intent; readonly base: BroughtIn }>> {
  const { measured } = before.survey;
  const adopted = await pastLookedAfter(build, async () => {
    await settleLeft(build, measured);
    await keepWholeLocks(build.host, build.project);
    const taken = await recoverSessions(build, measured);
    await tidyShared(build);
    await tidyCheckout(build);
    return taken;
  });
  const base = await bringBaseIn(build);
  const intent: Got<Intent> = adopted || base === 'moved' ? await again() : { ok: true, value: before };
  return intent.ok ? { ok: true, value: { intent: intent.value, base } } : intent;
}
