import { expect, test } from 'vitest';
import { agentCommand, commandName } from '../../src/model/command-name.ts';

test.for([
  [['node', 'agent.mjs', '--fast'], 'node'],
  [['/usr/bin/node', 'other.mjs'], 'node'],
  [['C:\\tools\\agent.EXE', '-x'], 'agent'],
  [['claude', '-p', '/review src/a.ts'], '/review'],
  [['claude', '-p', '/review', 'src/b.ts'], '/review'],
  [['sh', '/opt/agents/run.sh'], 'sh'],
  [[], ''],
] as const)('%j is known as %s', ([argv, name]) => {
  expect(commandName(argv)).toBe(name);
});

test('an agent without a command of its own is known by its kind', () => {
  expect(agentCommand({ kind: 'claude' })).toBe('claude');
  expect(agentCommand({ kind: 'claude', command: ['/opt/claude-next', '--x'] })).toBe('claude-next');
});
