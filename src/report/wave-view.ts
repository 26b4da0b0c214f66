import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import type { WaveRecord } from '../model/wave.ts';
import { INTEGRATOR_LINE } from './integrator-text.ts';
import type { Paint } from './paint.ts';
import { waveText } from './wave-text.ts';

/** The wave that is being folded in, or the last one that was. */
export type WaveView = { readonly stories: readonly string[] } | { readonly record: WaveRecord };

type WaveEvent = Extract<Event, { t: 'wave' | 'wave-begun' }>;

export function isOfWave(event: Event): event is WaveEvent {
  return event.t === 'wave' || event.t === 'wave-begun';
}

export function waveAfter(event: WaveEvent): WaveView {
  if (event.t === 'wave-begun') return { stories: event.stories };
  const { t: _t, at: _at, ...record } = event;
  return { record };
}

/** What a wave of several came to, or one that was not green at once; none where its lanes' own lines say it all. */
export function waveLines(wave: WaveView | undefined, paint: Paint): readonly string[] {
  if (wave === undefined) return [];
  if ('stories' in wave) return [`  ${paint.violet('◎')} ${begunText(wave)}`, `    ${paint.dim(INTEGRATOR_LINE)}`];
  const { record } = wave;
  const isWhole = record.landed.length === record.stories.length && record.clashes === undefined;
  const lines = waveText(record)?.split('\n') ?? [];
  return lines.map((line) => `  ${isWhole ? paint.dim(line) : paint.amber(line)}`);
}

/** `wave of 3, in this order: add, double, sum` */
export function begunText({ stories }: { readonly stories: readonly string[] }): string {
  return `wave of ${stories.length}, in this order: ${stories.map(shown).join(', ')}`;
}
