import type { Host } from '../host/host.ts';
import { apartFrom } from '../plan/apart.ts';
import type { Intent } from './intent.ts';
import { parallelOrNot, type ParallelOrNot } from './parallel-or-not.ts';
import { lanesAtOnce } from './readiness.ts';

/** For a person who plans: who may run beside whom, and what side by side costs and saves. */
export async function sideBySide(
  host: Host,
  intent: Intent,
): Promise<{ apart: ReturnType<typeof apartFrom>; parallel: ParallelOrNot | undefined }> {
  const { plan, project } = intent.survey;
  const lanes = await lanesAtOnce(host, project);
  return { apart: apartFrom(plan, project.config.parallel.conflicts), parallel: parallelOrNot(intent, lanes) };
}
