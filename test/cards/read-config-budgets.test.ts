import { expect, test } from 'vitest';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.ts';

test('budgets are figures by unit, whichever way they are written', () => {
  const { config, problems } = readConfig(FILE, {
    agents: { api: { kind: 'command', command: ['/bin/sh', 'agent.sh'] } },
    budget: {
      overall: '500k',
      usd: 20,
      perStory: { login: '20k', logout: { tokens: 9000, usd: 1.5 } },
      perRole: { implementer: { usd: 3 } },
      perCommand: { sh: 1000, claude: '~2.5k' },
      onExceed: 'stop',
      countCacheReads: true,
    },
  });
  expect(problems).toEqual([]);
  expect(config.budget).toEqual({
    run: { tokens: 500_000, usd: 20 },
    stories: { login: { tokens: 20_000 }, logout: { tokens: 9000, usd: 1.5 } },
    roles: { implementer: { usd: 3 } },
    commands: { sh: { tokens: 1000 }, claude: { tokens: 2500 } },
    onExceed: 'stop',
    countCacheReads: true,
  });
});
