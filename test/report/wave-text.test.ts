import { expect, test } from 'vitest';
import { waveText } from '../../src/report/wave-text.ts';

const WAVE = {
  stories: ['a', 'b', 'c'],
  landed: ['a', 'b', 'c'],
  ejected: [],
  conflicts: [],
  flakes: 0,
  gates: 1,
  durationMs: 61_000,
};

test('a wave says what landed, who stayed out and why, and its cost', () => {
  expect(waveText(WAVE)).toBe('wave of 3: 3 landed; cost 1 full gate, 1:01');
  expect(waveText({ ...WAVE, landed: ['a'], ejected: ['b'], conflicts: ['c\u001b'], flakes: 2, gates: 2.34 })).toBe(
    'wave of 3: 1 landed; b left out as red; c\\u001b left out with conflicts; 2 flakes: red, and green on the same tree; cost 2.3 full gates, 1:01',
  );
});

test('of a lane alone its own line says all, unless it was red once', () => {
  expect(waveText({ ...WAVE, stories: ['a'], landed: ['a'] })).toBeUndefined();
  expect(waveText({ ...WAVE, stories: ['a'], landed: ['a'], flakes: 1, gates: 2 })).toBe(
    'wave of 1: 1 landed; 1 flake: red, and green on the same tree; cost 2 full gates, 1:01',
  );
});

test('whoever did not fit is told with its kind, with whom, where, and who has it next', () => {
  const clash = { story: 'b', kind: 'textual', paths: ['a.ts'], with: ['a'], step: 'rebase', foretold: true } as const;
  const lists = { ...clash, story: 'c', with: [], step: 'union', foretold: false } as const;
  const red = { ...clash, story: 'd', kind: 'semantic', paths: [], step: 'again', with: [] } as const;
  expect(
    waveText({ ...WAVE, clashes: [clash, lists, red] })
      ?.split('\n')
      .slice(1),
  ).toEqual([
    'b: textual conflict with a, foretold in a.ts; its agent rebases it',
    'c: textual conflict in a.ts; came in by union of its lines',
    'd: semantic conflict, foretold; it is implemented again on what stands',
  ]);
  expect(waveText({ ...WAVE, stories: ['b'], clashes: [clash] })).toBe(
    'b: textual conflict with a, foretold in a.ts; its agent rebases it',
  );
  const moved = { ...clash, renamed: [{ from: 'a.ts', to: 'b.ts', by: 'a' }] };
  expect(waveText({ ...WAVE, stories: ['b'], clashes: [moved] })).toBe(
    'b: textual conflict with a, foretold in a.ts (a renamed a.ts to b.ts); its agent rebases it',
  );
});
