import { expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { commandAgent } from '../../src/agents/command.ts';
import type { AgentEvent } from '../../src/model/agent.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { scriptedCommands } from '../rig/scripted-commands.ts';
import { spec, memoryFiles, stage, request, success, aborted } from './session-stage.ts';

test('silence is measured from the last sign of life, output and event file alike', async () => {
  const { run, clock, program, written } = await stage('command');
  await clock.advance(9_000);
  program.print('still here');
  await clock.advance(9_000);
  written.set('/state/outbox/events.jsonl', '{"type":"note","text":"me too"}\n');
  await clock.advance(9_900);
  expect(program.stops).toEqual([]);
  await clock.advance(400);
  expect(program.stops).toHaveLength(1);
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped after 10 s without a sign of life' });
});

test('the wall clock stops an agent however busy it is', async () => {
  const { run, clock, program } = await stage('command');
  for (let turn = 0; turn < 12; turn++) {
    program.print('busy');
    await clock.advance(5_000);
  }
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped after 1 min, the time limit' });
});

test('an event line that is written in two halves is read as one', async () => {
  const { clock, program, told, written, run } = await stage('command');
  written.set('/state/outbox/events.jsonl', '{"type":"note","te');
  await clock.advance(400);
  written.set('/state/outbox/events.jsonl', '{"type":"note","text":"whole"}\n{"type":"note","text":"last"}');
  program.exit(0);
  await run.result;
  await settled();
  expect(told).toEqual([
    { t: 'text', text: 'whole' },
    { t: 'text', text: 'last' },
  ]);
});

test('the prompt goes in as a message, and the input is closed after the result', async () => {
  const { run, program, written } = await stage('claude');
  expect(JSON.parse(program.input.text)).toMatchObject({ type: 'user', message: { role: 'user', content: 'Weigh.' } });
  expect(program.spec.argv.join(' ')).not.toContain('Weigh.');
  expect(written.get('/state/prompt.md')).toBe('Weigh.');
  expect(program.input.closed).toBe(false);
  program.print(success);
  await settled();
  expect(program.input.closed).toBe(true);
  program.exit(0);
  expect(await run.result).toMatchObject({ outcome: 'completed' });
});

test('an agent that does not leave after its last word is seen out, and its word counts', async () => {
  const { run, clock, program } = await stage('claude');
  program.print(success);
  await clock.advance(9_000);
  expect(program.stops).toEqual([]);
  await clock.advance(1_100);
  expect(program.stops).toHaveLength(1);
  expect(await run.result).toMatchObject({ outcome: 'completed', exit: { signal: 'SIGTERM' } });
});

test('over the ceiling it is asked to stop first, and not killed when it does', async () => {
  const { run, program } = await stage('claude');
  program.onInput((text) => {
    if (!text.includes('interrupt')) return;
    program.print(aborted);
    program.onInputClosed(() => program.exit(0));
  });
  program.print(request('m1', 50_000));
  await settled();
  expect(program.input.text).not.toContain('interrupt');
  program.print(request('m2', 50_001));
  expect(await run.result).toMatchObject({ outcome: 'context-exceeded', exit: { code: 0 }, peakContext: 50_002 });
  expect(program.input.text.match(/"subtype":"interrupt"/g)).toHaveLength(1);
});

test('an agent that does not hear the interrupt is stopped with signals', async () => {
  const { run, clock, program } = await stage('claude');
  program.print(request('m1', 90_000));
  await clock.advance(4_900);
  expect(program.stops).toEqual([]);
  await clock.advance(200);
  expect(program.stops).toEqual([2_000]);
  expect(await run.result).toMatchObject({ outcome: 'context-exceeded' });
});

test('a person who stops an agent waits for it less', async () => {
  const { run, clock, program } = await stage('claude');
  void run.stop('user');
  await clock.advance(1_000);
  expect(program.stops).toEqual([500]);
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person' });
});

test('a person hurries a stop that is under way, and its first reason stays', async () => {
  const { run, program } = await stage('claude');
  program.print(request('m1', 90_000));
  await settled();
  await run.stop('user');
  expect(program.stops[0]).toBe(500);
  expect(await run.result).toMatchObject({ outcome: 'context-exceeded' });
});

test('stopped before it was started, it is never started', async () => {
  const commands = scriptedCommands(() => {});
  const run = commandAgent(
    { kind: 'command', command: ['agent'] },
    { commands, clock: manualClock(), files: memoryFiles(new Map()) },
  ).run(spec);
  await run.stop('user');
  expect(await run.result).toMatchObject({ outcome: 'stopped', exit: { code: null, signal: null } });
  expect(commands.started).toEqual([]);
});

test('a prompt that cannot be written is a crash with its reason, not a rejection', async () => {
  const files = { ...memoryFiles(new Map()), writeAtomic: () => Promise.reject(new Error('ENOSPC: no space left')) };
  const run = commandAgent(
    { kind: 'command', command: ['agent'] },
    { commands: scriptedCommands(() => {}), clock: manualClock(), files },
  ).run(spec);
  expect(await run.result).toMatchObject({ outcome: 'crashed', detail: 'it was not started: ENOSPC: no space left' });
});

test('a talkative agent nobody listens to keeps its requests and not its talk', async () => {
  const commands = scriptedCommands((program) => {
    for (let line = 0; line < 5_000; line++) program.print('x'.repeat(10_000));
    program.print(request('m1', 10));
    program.print(request('m2', 20));
    program.exit(1);
  });
  const run = claudeAgent({ kind: 'claude' }, { commands, clock: manualClock(), files: memoryFiles(new Map()) }).run(spec);
  await run.result;
  const told: AgentEvent[] = [];
  for await (const event of run) told.push(event);
  expect(told.filter((event) => event.t === 'raw')).toHaveLength(1_000);
  expect(told[0]).toEqual({ t: 'raw', line: 'x'.repeat(4_096) });
  expect(told.filter((event) => event.t === 'request')).toHaveLength(1);
});
