import { expect, test } from 'vitest';
import { rulingOn } from '../../src/agents/permission.ts';
import type { Action } from '../../src/model/inbox.ts';

const BOUNDS = {
  cwd: '/lane',
  outbox: '/state/outbox',
  mayEdit: (file: string) => file.startsWith('src/'),
  mayRun: (command: string) => command !== 'npm install',
};
const action = (more: Partial<Action>): Action => ({ tool: 'T', kind: 'other', paths: [], ...more });
const rule = (more: Partial<Action>): string => rulingOn(action(more), BOUNDS).rule;

test.each([
  ['a search', { kind: 'search' }, 'allow'],
  ['a file of the worktree', { kind: 'read', paths: ['README.md'] }, 'allow'],
  ['a file beside it', { kind: 'read', paths: ['/lane-2/a.ts'] }, 'ask'],
  ['one of two beside it', { kind: 'read', paths: ['a.ts', '/etc/passwd'] }, 'ask'],
  ["an edit of the story's files", { kind: 'edit', paths: ['src/a.ts'] }, 'allow'],
  ["an edit of another story's", { kind: 'edit', paths: ['lib/a.ts'] }, 'refuse'],
  ['an edit beside the worktree', { kind: 'edit', paths: ['/etc/hosts'] }, 'ask'],
  ['a word in the outbox', { kind: 'edit', paths: ['/state/outbox/events.jsonl'] }, 'allow'],
  ['an edit of who knows what', { kind: 'edit' }, 'ask'],
  ['a command', { kind: 'execute', command: 'npm test' }, 'allow'],
  ['a command that is asked about', { kind: 'execute', command: 'npm install' }, 'ask'],
  ['a push', { kind: 'execute', command: 'cd x && git -C . push' }, 'refuse'],
  ["a person's word", { kind: 'execute', command: 'npx xpar approve A-1' }, 'refuse'],
  ["a person's word from elsewhere", { kind: 'execute', command: 'node /x/bin/xpar.mjs -C .. land -y' }, 'refuse'],
  ['a word of acceptance', { kind: 'execute', command: 'env -u XPAR_SESSION xpar accept login' }, 'refuse'],
  ['a word on a decision', { kind: 'execute', command: 'xpar adr confirm ADR-3' }, 'refuse'],
  ['a question to xpar', { kind: 'execute', command: 'xpar context add' }, 'allow'],
  ['another tool', { tool: 'WebFetch' }, 'ask'],
  ["xpar's own tool", { tool: 'mcp__xpar__get_card' }, 'allow'],
  ["a tool of another's that only sounds like it", { tool: 'mcp__other__xpar.get_card' }, 'ask'],
] as const)('%s', (_what, more, expected) => {
  expect(rule(more)).toBe(expected);
});
