import { topological, type Needs } from '../../model/dag.ts';
import type { Decision, HeldReason } from '../../model/target.ts';
import type { Decisions } from '../../stale/decide.ts';

type WaitsFor = Extract<HeldReason, { code: 'waits-for' }>;

/**
 * Stories that have something to run and wait, directly or not, for one that this build will not integrate: each with the
 * first such. Only what is integrated counts for `depends_on`: a person's word puts nothing on the branch that others could
 * start from. Nobody is behind a story whose contracts alone were edited: what it landed stands.
 */
export function heldBehind(decisions: ReadonlyMap<string, Decisions>, needs: Needs): ReadonlyMap<string, WaitsFor> {
  const behind = new Map<string, WaitsFor>();
  for (const story of topological(needs)) {
    if (decisions.get(story)?.integrate.state !== 'stale') continue;
    const wait = (needs.get(story) ?? [])
      .map((need) => behind.get(need) ?? waitFor(need, decisions.get(need)?.integrate))
      .find((one) => one !== undefined);
    if (wait !== undefined) behind.set(story, wait);
  }
  return behind;
}

function waitFor(story: string, integrate: Decision | undefined): WaitsFor | undefined {
  if (integrate?.reason.code === 'taken-as-done') return { code: 'waits-for', story };
  if (integrate?.state !== 'held' || integrate.reason.code === 'contract-edited') return undefined;
  return { code: 'waits-for', story, held: integrate.reason };
}
