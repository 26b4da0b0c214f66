import { expect, test } from 'vitest';
import { claudeOverhead } from '../../src/agents/claude-overhead.ts';
import { manualClock } from '../rig/manual-clock.ts';
import { scriptedCommands, type ScriptedProgram } from '../rig/scripted-commands.ts';

const start = { argv: ['claude'], cwd: '/base', env: {} };
const response = (more: object): string =>
  JSON.stringify({ type: 'control_response', response: { request_id: 'xpar-base', ...more } });
const ask = (play: (program: ScriptedProgram) => void, options = {}) => {
  const commands = scriptedCommands(play, options);
  return { told: claudeOverhead(start, { commands, clock: manualClock() }), commands };
};

test('it is asked for its context and nothing else, and sent home when it has answered', async () => {
  const { told, commands } = ask((program) => {
    program.print('{"type":"system","subtype":"init"}');
    program.print(response({ subtype: 'success', response: { totalTokens: 7_096 } }));
  });
  expect(await told).toEqual({ tokens: 7_096 });
  const [program] = commands.started;
  expect(JSON.parse(program!.input.text)).toMatchObject({ type: 'control_request', request: { subtype: 'get_context_usage' } });
  expect(program!.input.closed).toBe(true);
});

test.each([
  ['an older one that does not know the word', response({ subtype: 'error', error: 'Unsupported' }), 'Unsupported'],
  ['an absurd answer', response({ response: { totalTokens: -4 } }), 'it did not say how full its context is'],
  ['none at all', 'hello', 'it did not say how full its context is'],
])('%s leaves the base unknown', async (_, line, problem) => {
  const { told } = ask((program) => {
    program.print(line);
    program.exit(0);
  });
  expect(await told).toEqual({ problem });
});

test('a program that is not there is told by name', async () => {
  const { told } = ask((program) => program.exit(null), { missing: true });
  expect(await told).toEqual({ problem: 'there is no program `claude`' });
});
