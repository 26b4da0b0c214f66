import type { Host } from '../../host/host.ts';
import type { ForeseenConflict } from '../../model/foreseen.ts';
import { apartFrom, apartRule } from '../../plan/apart.ts';
import { foreseen } from './foreseen.ts';
import type { Intent } from './intent.ts';
import type { ParallelOrNot } from '../../model/parallel.ts';
import { parallelOrNot } from './parallel-or-not.ts';
import { lanesAtOnce } from './readiness.ts';

/** For a person who plans: who may run beside whom, and what side by side costs and saves. */
export async function sideBySide(
  host: Host,
  intent: Intent,
): Promise<{ apart: ReturnType<typeof apartFrom>; parallel: ParallelOrNot | undefined; foreseen: readonly ForeseenConflict[] }> {
  const { plan, project } = intent.survey;
  const lanes = await lanesAtOnce(host, project);
  const building = (await host.lock.holder(project.store.layout.lock)) !== undefined;
  const conflicts = await foreseen(host, intent.survey, building);
  return { apart: apartFrom(plan, apartRule(project.config)), parallel: parallelOrNot(intent, lanes), foreseen: conflicts };
}
