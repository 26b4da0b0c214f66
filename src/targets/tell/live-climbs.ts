import type { Host } from '../../host/host.ts';
import type { Climb } from '../../model/report.ts';
import type { Survey } from '../choose/intent.ts';
import { standingOf } from './standing.ts';
import { readTrace } from '../lane/trace.ts';

/** The contexts of sessions that the build under way has open, as far as their agents told them. */
export async function liveClimbs(host: Host, { project, plan }: Survey): Promise<readonly Climb[]> {
  const { state, layout } = project.store;
  const climbs: Climb[] = [];
  for (const row of plan.stories) {
    const { id } = row.story;
    const attempt = state.stories.get(id)?.openSession;
    if (attempt === undefined || standingOf(row, state, true).step !== 'implement') continue;
    const trace = await readTrace(host.files, layout.attempt(id, attempt));
    const contexts = trace?.events.flatMap((event) => (event.t === 'request' && event.main ? [event.context] : [])) ?? [];
    if (trace === undefined || contexts.length === 0) continue;
    const { base, ceilingTokens, hardTokens } = trace.start;
    climbs.push({ story: id, attempt, contexts, ceilingTokens: base.tokens + ceilingTokens, hardTokens });
  }
  return climbs;
}
