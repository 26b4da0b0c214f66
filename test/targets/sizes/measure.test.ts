import { expect, test } from 'vitest';
import { floorInputs } from '../../../src/targets/sizes/measure.ts';
import { story } from '../../check/card-values.ts';

const gate = (name: string, onRequest: boolean) => ({
  name,
  rung: 3 as const,
  command: ['npm', 'run', name],
  timeoutMs: 1,
  onRequest,
});

test('only the gates that will judge a story are part of what it is told', () => {
  const gates = [gate('test', false), gate('bench', true)];
  const named = (given: object): string[] =>
    floorInputs(story('a', given), [], new Map(), { gates, config: { docs: [] } }).gates.map(({ name }) => name);
  expect(named({})).toEqual(['test']);
  expect(named({ gates: ['bench'] })).toEqual(['test', 'bench']);
});
