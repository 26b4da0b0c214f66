import { expect, test } from 'vitest';
import type { AgentRun } from '../../src/model/agent.ts';
import { settled } from '../rig/manual-clock.ts';
import { stage, say, request, success, aborted } from './session-stage.ts';

const stopped = (run: AgentRun): Promise<void> => run.stop('budget');

test('at the end of a budget it ends its turn, and gets one more to hand back', async () => {
  const { run, program } = await stage('claude');
  program.print(request('m1', 100));
  await settled();
  const ended = stopped(run);
  await settled();
  expect(program.input.text).toContain('"subtype":"interrupt"');
  expect(program.input.text).not.toContain('Hand back now');
  program.print(aborted);
  await settled();
  expect(program.input.text.match(/Hand back now/g)).toHaveLength(1);
  expect(program.input.closed).toBe(false);
  program.print(say({ ...(JSON.parse(success) as object), result: 'half of it is done' }));
  await settled();
  expect(program.input.closed).toBe(true);
  program.exit(0);
  await ended;
  expect(await run.result).toMatchObject({ outcome: 'stopped', report: 'half of it is done', exit: { code: 0 } });
});

test('what it finished before it heard of the budget is finished', async () => {
  const { run, program } = await stage('claude');
  const ended = stopped(run);
  await settled();
  program.print(success);
  await settled();
  expect(program.input.text).not.toContain('Hand back now');
  program.exit(0);
  await ended;
  expect(await run.result).toMatchObject({ outcome: 'completed' });
});

test('one that does not hand back in its time is ended', async () => {
  const { run, clock, program } = await stage('claude');
  const ended = stopped(run);
  await clock.advance(5_100);
  expect(program.input.text).toContain('Hand back now');
  await clock.advance(90_100);
  await clock.advance(5_100);
  expect(program.stops).toEqual([5_000]);
  await ended;
  expect(await run.result).toMatchObject({ outcome: 'stopped' });
});

test('what it asked for after its turn was ended is spent, whether it hands back or not', async () => {
  const { run, clock, program } = await stage('claude');
  program.print(request('m1', 100));
  const ended = stopped(run);
  await settled();
  const usage = { model_usage_since_last_result: { 'm-1': { inputTokens: 100, outputTokens: 7 } } };
  program.print(say({ ...(JSON.parse(aborted) as object), ...usage }));
  await settled();
  program.print(request('m2', 150));
  await clock.advance(90_100);
  await clock.advance(5_100);
  await ended;
  expect((await run.result).spend).toMatchObject({ input: 250, output: 8 });
});

test('a person hurries a handing back', async () => {
  const { run, clock, program } = await stage('claude');
  const ended = stopped(run);
  await clock.advance(5_100);
  await run.stop('user');
  expect(program.stops[0]).toBe(500);
  await ended;
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped because a budget is spent' });
});

test('a program that knows nothing but signals has five seconds to leave things in order', async () => {
  const { run, program } = await stage('command');
  await stopped(run);
  expect(program.stops).toEqual([5_000]);
  expect(await run.result).toMatchObject({ outcome: 'stopped' });
});
