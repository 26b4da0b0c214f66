import { expect, test } from 'vitest';
import type { Plumbing, PlumbingPart } from '../../../src/host/host.ts';
import { changesBetween, weightOf } from '../../../src/targets/guard/tampering.ts';

const file = (text: string, mode = 0o644): PlumbingPart => ({ kind: 'file', bytes: Buffer.from(text), mode });
const plumbing = (parts: Readonly<Record<string, PlumbingPart>>): Plumbing => new Map(Object.entries(parts));

test('a file that came, went or reads otherwise is a change', () => {
  const before = plumbing({ '/g/config': file('a'), '/g/hooks/gone': file('x'), '/g/info/exclude': file('same') });
  const now = plumbing({ '/g/config': file('b'), '/g/hooks/new': file('x'), '/g/info/exclude': file('same') });
  expect(changesBetween(before, now).map(({ path }) => path)).toEqual(['/g/config', '/g/hooks/gone', '/g/hooks/new']);
});

test('a hook that may run now and might not before is a change', () => {
  const [before, now] = [file('x'), file('x', 0o755)];
  expect(changesBetween(plumbing({ '/g/hooks/a': before }), plumbing({ '/g/hooks/a': now }))).toHaveLength(1);
});

test('a link in the place of a file is a change', () => {
  const link: PlumbingPart = { kind: 'link', to: '/tmp' };
  expect(changesBetween(plumbing({ '/g/hooks': file('x') }), plumbing({ '/g/hooks': link }))).toHaveLength(1);
});

test('the entry of a worktree that came or went whole is none, and one that leads elsewhere is', () => {
  const entry = { '/g/worktrees/add/commondir': file('../..') };
  expect(changesBetween(plumbing({}), plumbing({ ...entry, '/g/worktrees/add/config.worktree': file('x') }))).toEqual([]);
  expect(changesBetween(plumbing(entry), plumbing({}))).toEqual([]);
  expect(changesBetween(plumbing({ '/g/worktrees/add/commondir': file('') }), plumbing(entry))).toEqual([]);
  expect(changesBetween(plumbing(entry), plumbing({ '/g/worktrees/add/commondir': file('/evil') }))).toHaveLength(1);
  expect(changesBetween(plumbing(entry), plumbing({ ...entry, '/g/worktrees/add/config.worktree': file('x') }))).toHaveLength(1);
});

test('a config of one worktree that says nothing is none, and one that says something is a change', () => {
  const entry = { '/g/worktrees/add/commondir': file('../..') };
  const withConfig = (text: string): Plumbing => plumbing({ ...entry, '/g/worktrees/add/config.worktree': file(text) });
  expect(changesBetween(plumbing(entry), withConfig(''))).toEqual([]);
  expect(changesBetween(withConfig(''), plumbing(entry))).toEqual([]);
  expect(changesBetween(withConfig(''), withConfig('[core]'))).toHaveLength(1);
  expect(changesBetween(withConfig('[core]'), withConfig(''))).toHaveLength(1);
});

test.each([
  ['an upstream that is known', [['branch.x.remote', 'origin'] as const, ['branch.x.merge', 'refs/heads/x'] as const], 'daily'],
  ['an upstream that is a command', [['branch.x.remote', 'ext::sh -c id'] as const], 'code'],
  ['an option of every merge', [['branch.x.mergeoptions', '-s mine'] as const], 'code'],
  ['what git-lfs notes of a server', [['lfs.https://x/.access', 'basic'] as const], 'daily'],
  ['a name', [['user.name', 'x'] as const], 'identity'],
  ['a program', [['core.editor', 'x'] as const], 'code'],
  ['a name and a program', [['user.name', 'x'] as const, ['alias.x', '!id'] as const], 'code'],
  ['another address of the remote', [['remote.origin.url', 'elsewhere'] as const], 'code'],
])('%s added to a config', (_, added, weight) => {
  const before = [['remote.origin.url', 'here'] as const];
  expect(weightOf(before, [...before, ...added])).toBe(weight);
});

test('settings in another order, or taken out, count like added ones', () => {
  const [a, b] = [['core.bare', 'false'] as const, ['core.editor', 'vim'] as const];
  expect(weightOf([a, b], [b, a])).toBe('code');
  expect(weightOf([a, b], [a])).toBe('code');
});
