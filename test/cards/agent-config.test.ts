import { expect, test } from 'vitest';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.ts';

test('agents of every kind are read as they are written', () => {
  const agents = {
    default: { kind: 'claude', profile: 'default', effort: 'max' },
    fix: { kind: 'codex', command: ['codex'], profile: 'lean', sandbox: 'danger-full-access', effort: 'xhigh', env: ['A'] },
    docs: { kind: 'acp', command: ['opencode', 'acp'], authMethod: 'a-key', effort: 'high', baseTokens: 7 },
    chore: { kind: 'command', command: ['sh', 'agent.sh'] },
  };
  const { config, problems } = readConfig(FILE, { agents });
  expect(problems).toEqual([]);
  expect(config.agents).toEqual(agents);
});

test.each([
  [{ kind: 'codex', sandbox: 'read-only' }, 'agents.fix.sandbox'],
  [{ kind: 'codex', effort: 'much' }, 'agents.fix.effort'],
  [{ kind: 'acp' }, 'agents.fix.command'],
  [{ kind: 'acp', command: ['a'], profile: 'lean' }, 'agents.fix.profile'],
])('an agent %j is refused by its key', (agent, path) => {
  expect(readConfig(FILE, { agents: { fix: agent } }).problems).toMatchObject([{ path }]);
});
