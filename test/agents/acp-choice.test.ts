import { expect, test } from 'vitest';
import { labelOf, pick, type Choice } from '../../src/agents/acp-choice.ts';
import { acpEnv } from '../../src/agents/acp-env.ts';
import type { RunSpec } from '../../src/model/agent.ts';

const choice: Choice = {
  options: [
    { value: 'default', name: 'Default (recommended)' },
    { value: 'opus[1m]', name: 'Opus 5.5 (1M context)' },
    { value: 'sonnet', name: 'Sonnet 5.5' },
    { value: 'anthropic/claude-haiku-4-5', name: 'Claude Haiku 4.5' },
    { value: 'gpt-5.5[low]', name: '5.5 (low)' },
    { value: 'gpt-5.5[medium]', name: '5.5 (medium)' },
    { value: 'plain', name: '' },
  ],
  current: 'gpt-5.5[medium]',
  choose: () => ({ method: 'session/set_model', params: {} }),
};

test.each([
  ['sonnet', 'sonnet'],
  ['claude-sonnet-5-5', 'sonnet'],
  ['claude-sonnet-5-5-20260901', 'sonnet'],
  ['claude-haiku-4-5', 'anthropic/claude-haiku-4-5'],
  ['gpt-5.5', 'gpt-5.5[medium]'],
  ['claude-sonnet-4-6', undefined],
  ['claude-opus-5-5', undefined],
  ['', undefined],
])('the model %j of a card is the option %j, by its value or by the name told to people', (model, value) => {
  expect(pick(choice, model)?.value).toBe(value);
});

test('what it has is told with the names behind its own words', () => {
  expect(choice.options.map(labelOf)).toEqual([
    'default (Default (recommended))',
    'opus[1m] (Opus 5.5 (1M context))',
    'sonnet (Sonnet 5.5)',
    'anthropic/claude-haiku-4-5 (Claude Haiku 4.5)',
    'gpt-5.5[low] (5.5 (low))',
    'gpt-5.5[medium] (5.5 (medium))',
    'plain',
  ]);
});

test('the program behind an adapter keeps quiet, has the model of the card, and what the caller gave wins', () => {
  const env = (model: string, given = {}) => acpEnv({ env: given, model, story: 'weigh', stateDir: '/state' } as RunSpec);
  expect(env('claude-sonnet-4-6')).toMatchObject({
    ANTHROPIC_CUSTOM_MODEL_OPTION: 'claude-sonnet-4-6',
    CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    DISABLE_AUTO_COMPACT: '1',
    DISABLE_AUTOUPDATER: '1',
    XPAR_STORY: 'weigh',
  });
  expect(env('gpt-5.5')).not.toHaveProperty('ANTHROPIC_CUSTOM_MODEL_OPTION');
  expect(env('claude-x', { DISABLE_AUTO_COMPACT: '0', XPAR_STORY: 'other' })).toMatchObject({
    DISABLE_AUTO_COMPACT: '0',
    XPAR_STORY: 'weigh',
  });
});
