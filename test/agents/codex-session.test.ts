import { expect, test } from 'vitest';
import { codexAgent } from '../../src/agents/codex.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';
import { codexRollout, codexStream, threadOf } from '../rig/recorded-codex.ts';
import { scriptedCommands, type ScriptedProgram } from '../rig/scripted-commands.ts';

interface Stage {
  readonly run: AgentRun;
  readonly clock: ReturnType<typeof manualClock>;
  readonly files: MemoryFiles;
  readonly program: ScriptedProgram;
  readonly told: AgentEvent[];
  readonly rollout: string;
}

async function stage(contextTokens = 100_000): Promise<Stage> {
  const [files, clock] = [memoryFiles(), manualClock()];
  const commands = scriptedCommands(() => {});
  const spec: RunSpec = {
    story: 'weigh',
    cwd: '/work/repo/worktree',
    prompt: 'Weigh.',
    model: 'gpt-5.5',
    env: { PATH: '/bin' },
    stateDir: '/state',
    limits: { contextTokens, wallMs: 60_000, idleMs: 10_000 },
  };
  const run = codexAgent({ kind: 'codex' }, { commands, files, clock }).run(spec);
  const told: AgentEvent[] = [];
  void (async () => {
    for await (const event of run) told.push(event);
  })();
  await settled();
  const rollout = `/state/codex/sessions/2026/11/20/rollout-2026-11-20T23-55-35-${threadOf('ok')}.jsonl`;
  return { run, clock, files, program: commands.started[0]!, told, rollout };
}

test('the prompt goes in by standard input, which is then closed: it would wait for ever', async () => {
  const { program } = await stage();
  expect(program.input).toEqual({ text: 'Weigh.', closed: true });
  expect(program.spec.argv.join(' ')).not.toContain('Weigh');
});

test('each request is told while the session runs, from a rollout that is found when it comes', async () => {
  const { run, clock, files, program, told, rollout } = await stage();
  codexStream('ok')
    .slice(0, 3)
    .forEach((line) => program.print(line));
  await clock.advance(1_000);
  expect(told.filter(({ t }) => t === 'request')).toEqual([]);
  const lines = codexRollout('ok');
  files.contents.set(rollout, `${lines.slice(0, 3).join('\n')}\n`);
  await clock.advance(1_000);
  expect(told.filter(({ t }) => t === 'request')).toMatchObject([{ context: 8_176 }]);
  files.contents.set(rollout, lines.join('\n'));
  codexStream('ok')
    .slice(3)
    .forEach((line) => program.print(line));
  program.exit(0);
  await clock.advance(1_000);
  expect(await run.result).toMatchObject({ outcome: 'completed', requests: 4, spendSource: 'agent-total' });
});

test('at its ceiling it is interrupted by SIGINT, and has time to write down what it used', async () => {
  const { run, clock, files, program, rollout } = await stage(8_300);
  codexStream('ok')
    .slice(0, 3)
    .forEach((line) => program.print(line));
  files.contents.set(rollout, codexRollout('ok').slice(0, 5).join('\n') + '\n');
  program.onSignal(() => {
    files.contents.set(rollout, `${codexRollout('ok').slice(0, 6).join('\n')}\n`);
    program.exit(130);
  });
  await clock.advance(1_000);
  expect(program.signals).toEqual(['SIGINT']);
  await clock.advance(1_000);
  expect(await run.result).toMatchObject({ outcome: 'context-exceeded', requests: 3, peakContext: 8_709 });
});

test('one that does not heed the interrupt is ended', async () => {
  const { run, clock, program } = await stage();
  void run.stop('user');
  await clock.advance(900);
  expect(program.stops).toEqual([]);
  await clock.advance(200);
  expect(program.stops).toEqual([500]);
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped by a person' });
});

test('a silent one is stopped, and a line of its rollout is a sign of life', async () => {
  const { run, clock, files, program, rollout } = await stage();
  program.print(codexStream('ok')[0]!);
  await clock.advance(9_000);
  files.contents.set(rollout, `${codexRollout('ok')[0]!}\n`);
  await clock.advance(9_000);
  expect(program.signals).toEqual([]);
  await clock.advance(4_000);
  expect(program.signals).toEqual(['SIGINT']);
  expect(await run.result).toMatchObject({ outcome: 'stopped', detail: 'stopped after 10 s without a sign of life' });
});
