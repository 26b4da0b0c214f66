import { shown } from '../model/shown.ts';
import type { WaveRecord } from '../model/wave.ts';
import { countText, durationText } from './amounts.ts';
import { clashText } from './clash-text.ts';

/** One line of a wave of several lanes, or of one that was not green at once; undefined where its lanes' own lines say it all. */
export function waveText(wave: WaveRecord): string | undefined {
  const { stories, landed, ejected, conflicts, flakes } = wave;
  const clashes = (wave.clashes ?? []).map(clashText);
  if (stories.length === 1 && flakes === 0) return clashes.length === 0 ? undefined : clashes.join('\n');
  const left = [
    ...(ejected.length > 0 ? [`${ejected.map(shown).join(', ')} left out as red`] : []),
    ...(conflicts.length > 0 ? [`${conflicts.map(shown).join(', ')} left out with conflicts`] : []),
    ...(flakes > 0 ? [`${countText(flakes, 'flake', 'flakes')}: red, and green on the same tree`] : []),
  ];
  const told = [`wave of ${stories.length}: ${landed.length} landed`, ...left, `cost ${costText(wave)}`].join('; ');
  return [told, ...clashes].join('\n');
}

/** `2.3 full gates, 0:41` */
export function costText({ gates, durationMs }: Pick<WaveRecord, 'gates' | 'durationMs'>): string {
  return `${countText(Number(gates.toFixed(1)), 'full gate', 'full gates')}, ${durationText(durationMs)}`;
}
