import type { Project } from '../project/project.ts';
import { narrowOf } from '../../integrate/narrow-suite.ts';

/** Waves looked back on, for how often one is red. */
const LOOKED_BACK = 50;
const OFTEN_RED = 0.15;
/** Where a red wave costs whole suites to take apart, and many are red. */
const SMALL = 3;

/** Lanes that a wave may hold: as configured, fewer where lanes are often red and their tests cannot be run alone. */
export function waveSize({ config, gates, store }: Pick<Project, 'config' | 'gates' | 'store'>, testScript?: string): number {
  const { wave } = config.integrate;
  const canNarrow = gates.every((gate) => narrowOf(gate, testScript) !== undefined);
  const seen = store.state.waves.slice(-LOOKED_BACK);
  const lanes = seen.reduce((sum, { stories }) => sum + stories.length, 0);
  const red = seen.reduce((sum, { ejected }) => sum + ejected.length, 0);
  return !canNarrow && lanes > 0 && red / lanes >= OFTEN_RED ? Math.min(wave, SMALL) : wave;
}
