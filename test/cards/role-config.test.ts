import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cards/complete-config.ts';
import { readConfig } from '../../src/cards/read-config.ts';

const IMPLEMENTER = { name: 'implementer' };

test('a config that names no roles has none, and so has one that names only the implementer', () => {
  expect(DEFAULT_CONFIG.roles).toEqual([]);
  expect(readConfig('xpar.config.ts', { roles: [{ name: 'implement' }] }).config?.roles).toEqual([]);
});

test('what a role does not say has its default, by its name', () => {
  const written = [
    { name: 'test-writer', share: 0.25 },
    { name: 'implement', prompt: 'Keep it short.' },
    { name: 'judge', kind: 'reviewer', rounds: 3, agent: 'default', model: 'm' },
    { name: 'documenter', prompt: 'Bring docs/ up to date.' },
  ];
  const { config, problems } = readConfig('xpar.config.ts', { roles: written });
  expect(problems).toEqual([]);
  expect(config?.roles).toEqual([
    { name: 'test-writer', kind: 'test-writer', share: 0.25, rounds: 1 },
    { name: 'implementer', kind: 'implementer', share: 1, rounds: 1, prompt: 'Keep it short.' },
    { name: 'judge', kind: 'reviewer', share: 1, rounds: 3, agent: 'default', model: 'm' },
    { name: 'documenter', kind: 'writer', share: 1, rounds: 1, prompt: 'Bring docs/ up to date.' },
  ]);
});

test('a budget of a role may be that of any that is named, and of no other', () => {
  const roles = [IMPLEMENTER, { name: 'reviewer' }];
  expect(readConfig('xpar.config.ts', { roles, budget: { perRole: { reviewer: '9k' } } }).problems).toEqual([]);
  expect(readConfig('xpar.config.ts', { roles, budget: { perRole: { reviwer: '9k' } } }).problems).toMatchObject([
    { reason: 'config-invalid', path: 'budget.perRole.reviwer', suggestion: 'reviewer' },
  ]);
});

test.each([
  [[], { path: 'roles' }],
  [[{ name: 'reviewer' }], { path: 'roles', expected: 'exactly one role of the kind implementer', found: 'none' }],
  [[IMPLEMENTER, { name: 'second', kind: 'implementer' }], { path: 'roles', found: '2' }],
  [[{ name: 'coder', kind: 'implementer' }], { path: 'roles[0].name', expected: 'implementer, of that kind' }],
  [[IMPLEMENTER, { name: 'reviewer' }, { name: 'reviewer' }], { path: 'roles[2].name', expected: 'a name no other role has' }],
  [[IMPLEMENTER, { name: 'test-writer' }], { path: 'roles[1].name', expected: 'a test-writer before the implementer' }],
  [[{ name: 'reviewer' }, IMPLEMENTER], { path: 'roles[0].name', expected: 'a reviewer after the implementer' }],
  [[IMPLEMENTER, { name: 'documenter' }], { path: 'roles[1].prompt', expected: 'what documenter is to do' }],
  [[{ ...IMPLEMENTER, model: 'm' }], { path: 'roles[0].model', found: 'm' }],
  [[{ ...IMPLEMENTER, agent: 'default' }], { path: 'roles[0].agent' }],
  [[IMPLEMENTER, { name: 'reviewer', agent: 'defalt' }], { path: 'roles[1].agent', suggestion: 'default' }],
  [[IMPLEMENTER, { name: 'Reviewer' }], { path: 'roles[1].name' }],
  [[IMPLEMENTER, { name: 'reviewer', share: 0 }], { path: 'roles[1].share' }],
  [[IMPLEMENTER, { name: 'reviewer', rounds: -1 }], { path: 'roles[1].rounds' }],
  [[IMPLEMENTER, { name: 'reviewer', round: 1 }], { path: 'roles[1].round', suggestion: 'rounds' }],
])('roles %j are refused, with their place', (roles, problem) => {
  expect(readConfig('xpar.config.ts', { roles }).problems).toMatchObject([{ reason: 'config-invalid', ...problem }]);
});
