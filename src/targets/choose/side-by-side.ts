import type { Host } from '../../host/host.ts';
import type { ForeseenConflict } from '../../model/foreseen.ts';
import type { LikelyFile, MayOverlap } from '../../model/likely.ts';
import { apartFrom, apartRule } from '../../plan/apart.ts';
import { mayOverlap } from '../../plan/likely-files.ts';
import { foreseen } from './foreseen.ts';
import type { Intent } from './intent.ts';
import { inParts } from './in-parts.ts';
import type { InParts } from '../../model/in-parts.ts';
import type { ParallelOrNot } from '../../model/parallel.ts';
import { likelyTouches } from './likely.ts';
import { parallelOrNot } from './parallel-or-not.ts';
import { lanesAtOnce } from './readiness.ts';
import { trackedFiles } from './tracked-files.ts';

export interface SideBySide {
  /** A build is at it. */
  readonly building: boolean;
  readonly apart: ReturnType<typeof apartFrom>;
  readonly parallel: ParallelOrNot | undefined;
  readonly parts: readonly InParts[];
  readonly foreseen: readonly ForeseenConflict[];
  /** Of stories that declare no files. */
  readonly likely: ReadonlyMap<string, readonly LikelyFile[]>;
  readonly mayOverlap: ReadonlyMap<string, readonly MayOverlap[]>;
}

/** For a person who plans: who may run beside whom, and what side by side costs and saves. */
export async function sideBySide(host: Host, intent: Intent): Promise<SideBySide> {
  const { plan, project } = intent.survey;
  const lanes = await lanesAtOnce(host, project);
  const building = (await host.lock.holder(project.store.layout.lock)) !== undefined;
  const conflicts = await foreseen(host, intent.survey, building);
  const isFile = await trackedFiles(host, project);
  const { open, likely } = await likelyTouches(host, intent.survey);
  return {
    building,
    apart: apartFrom(plan, apartRule(project.config, isFile)),
    parallel: parallelOrNot(intent, lanes, isFile),
    parts: inParts(intent, lanes),
    foreseen: conflicts,
    likely,
    mayOverlap: mayOverlap(open, likely),
  };
}
