import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { GateConfig } from '../../../src/model/config.ts';
import { waveSize } from '../../../src/targets/waves/wave-size.ts';
import { storeOf } from '../survey-of.ts';

const gate = (command: readonly string[]): GateConfig => ({ name: 'test', rung: 3, command, timeoutMs: 1, onRequest: false });
const wave = (stories: number, ejected: number) => ({
  t: 'wave' as const,
  at: 1,
  run: 'r',
  stories: Array.from({ length: stories }, (_, at) => `s${at}`),
  landed: [],
  ejected: Array.from({ length: ejected }, (_, at) => `s${at}`),
  conflicts: [],
  flakes: 0,
  gates: 1,
  durationMs: 1,
});
const config = completeConfig({ integrate: { wave: 6 } });
const sized = (command: readonly string[], ...waves: readonly ReturnType<typeof wave>[]) =>
  waveSize({ config, gates: [gate(command)], store: storeOf(waves) });

test('a wave is as large as configured', () => {
  expect(sized(['make', 'test'])).toBe(6);
  expect(sized(['make', 'test'], wave(8, 1))).toBe(6);
});

test('where lanes are often red, and only the whole gate can be run again, it is smaller', () => {
  expect(sized(['make', 'test'], wave(8, 2))).toBe(3);
  expect(sized(['npx', 'vitest', 'run'], wave(8, 2))).toBe(6);
});

test('only the last fifty waves count', () => {
  const good = Array.from({ length: 50 }, () => wave(1, 0));
  expect(sized(['make', 'test'], wave(8, 8), ...good)).toBe(6);
  expect(sized(['make', 'test'], ...good.slice(1), wave(8, 8))).toBe(6);
  expect(sized(['make', 'test'], ...good.slice(0, 9), wave(4, 4))).toBe(3);
});
