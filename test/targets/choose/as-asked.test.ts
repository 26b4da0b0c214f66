import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { RawConfig } from '../../../src/model/generated/config.ts';
import { asAsked, contradictions } from '../../../src/targets/choose/as-asked.ts';
import type { Project } from '../../../src/targets/project/project.ts';

type Asked = Parameters<typeof contradictions>[1];

function against(config: RawConfig, asked: Asked): readonly object[] {
  return contradictions(asAsked({ config: completeConfig(config) } as Project, asked), asked);
}

test('the command line goes before the config', () => {
  const { config } = asAsked({ config: completeConfig({ parallel: { mode: 'shared' } }) } as Project, { mode: 'worktree' });
  expect(config.parallel.mode).toBe('worktree');
});

test('one checkout for all stands beside the default of everything else', () => {
  expect(against({}, { mode: 'shared' })).toEqual([]);
  expect(against({ parallel: { conflicts: 'isolate', sessions: 'packed' }, isolation: 'clone' }, {})).toEqual([]);
});

test('an option that contradicts it is refused by its name, a setting by that of `--mode`', () => {
  expect(against({ parallel: { mode: 'shared' } }, { conflicts: 'optimistic' })).toMatchObject([
    { reason: 'bad-argument', name: '--conflicts', found: 'optimistic' },
  ]);
  expect(against({ parallel: { mode: 'shared' } }, { sessions: 'packed' })).toMatchObject([{ name: '--sessions' }]);
  expect(against({ parallel: { conflicts: 'isolate' } }, { mode: 'shared' })).toMatchObject([
    { name: '--mode', found: 'shared', expected: expect.stringContaining('parallel.conflicts isolate') as string },
  ]);
  expect(against({ isolation: 'clone' }, { mode: 'shared' })).toMatchObject([
    { name: '--mode', expected: expect.stringContaining('isolation clone') as string },
  ]);
  expect(against({ parallel: { mode: 'shared' } }, { mode: 'worktree', sessions: 'packed' })).toEqual([]);
});
