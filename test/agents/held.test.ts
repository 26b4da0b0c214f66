import { expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import type { Verdict } from '../../src/model/inbox.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { scriptedCommands } from '../rig/scripted-commands.ts';
import { limits, memoryFiles, say, spec, success } from './session-stage.ts';

const asks = say({
  type: 'control_request',
  request_id: 'r-1',
  request: { subtype: 'can_use_tool', tool_name: 'WebFetch', input: { url: 'x' }, tool_use_id: 't-1' },
});

async function held() {
  const clock = manualClock();
  const commands = scriptedCommands(() => {});
  let answer: (verdict: Verdict) => void = () => {};
  const approve = () => new Promise<Verdict>((resolve) => (answer = resolve));
  const run = claudeAgent({ kind: 'claude' }, { commands, clock, files: memoryFiles(new Map()) }).run({ ...spec, approve });
  await settled();
  const program = commands.started[0]!;
  program.print(asks);
  await settled();
  return { clock, program, run, answer: (verdict: Verdict) => answer(verdict) };
}

test('neither silence nor the wall clock counts while an answer is waited for', async () => {
  const { clock, program, run, answer } = await held();
  await clock.advance(limits.wallMs * 10);
  expect(program.stops).toEqual([]);
  answer({ allow: true });
  await settled();
  expect(program.input.text).toContain('"behavior":"allow","updatedInput":{"url":"x"}');
  program.print(success);
  program.exit(0);
  expect(await run.result).toMatchObject({ outcome: 'completed', denials: 0 });
});

test('after the answer both clocks go on from where they stood', async () => {
  const { clock, run, program, answer } = await held();
  await clock.advance(limits.wallMs);
  answer({ allow: false, why: 'no' });
  await settled();
  expect(program.input.text).toContain('"behavior":"deny","message":"no"');
  await clock.advance(limits.idleMs - 1);
  expect(program.stops).toEqual([]);
  await clock.advance(10_000);
  program.exit(0);
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: expect.stringContaining('sign of life'), denials: 1 });
});

test('an answer that comes after the session was interrupted is not written to it', async () => {
  const { program, answer } = await held();
  answer({ allow: false, cancelled: true });
  await settled();
  expect(program.input.text).not.toContain('control_response');
});
