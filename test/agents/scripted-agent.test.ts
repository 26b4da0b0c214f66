import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandAgent } from '../../src/agents/command.ts';
import { nodeClock } from '../../src/host/node-clock.ts';
import { nodeCommands } from '../../src/host/node-commands.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { AgentRun } from '../../src/model/agent.ts';
import { agentStage, type AgentStage } from '../rig/agent-stage.ts';

const ports = { commands: nodeCommands(), files: nodeFiles(), clock: nodeClock() };
let folder: string;
let stage: AgentStage;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-stage-')));
  stage = await agentStage();
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(story: string, attempt: number): AgentRun {
  const limits = { contextTokens: 1_000, wallMs: 60_000, idleMs: 60_000 };
  const more = { stateDir: path.join(folder, `.state-${story}-${attempt}`), env: stage.env, cwd: folder, limits };
  return commandAgent({ kind: 'command', command: stage.command }, ports).run({
    story,
    attempt,
    prompt: `Do ${story}.`,
    model: 'm-1',
    ...more,
  });
}

test('a staged agent does what the test says, in its worktree, and tells it', async () => {
  const run = begin('weigh', 2);
  const agent = await stage.session('weigh', 2);
  expect(agent).toMatchObject({ story: 'weigh', attempt: 2, model: 'm-1', cwd: folder, prompt: 'Do weigh.' });
  await agent.act({ do: 'write', path: 'src/scale.mjs', text: 'x' });
  await agent.act({ do: 'tell', event: { type: 'usage', id: 'm1', input: 9, output: 3 } });
  await expect(agent.act({ do: 'remove', path: 'nothing-here' })).rejects.toThrow('scripted agent: remove');
  await agent.exit(0);
  await agent.gone;
  expect(readFileSync(path.join(folder, 'src/scale.mjs'), 'utf8')).toBe('x');
  expect(await run.result).toMatchObject({ outcome: 'completed', requests: 1, firstContext: 9 });
});

test('two staged agents run side by side and end in the order the test chose', async () => {
  const [first, second] = [begin('one', 1), begin('two', 1)];
  const [one, two] = await Promise.all([stage.session('one'), stage.session('two')]);
  await two.exit(3);
  expect(await second.result).toMatchObject({ outcome: 'failed' });
  await one.exit(0);
  expect(await first.result).toMatchObject({ outcome: 'completed' });
  expect(stage.begun.toSorted()).toEqual(['one#1', 'two#1']);
});

test('a deaf agent is gone when its stop has come back', async () => {
  const run = begin('deaf', 1);
  const agent = await stage.session('deaf');
  await agent.act({ do: 'go-deaf' });
  await run.stop('user');
  await agent.gone;
  expect(await run.result).toMatchObject({ outcome: 'stopped', exit: { code: null, signal: 'SIGKILL' } });
});
