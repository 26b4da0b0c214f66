import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeClock } from '../../src/host/node-clock.ts';
import { nodeCommands } from '../../src/host/node-commands.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { Adapter, AgentEvent, AgentResult, AgentRun, RunSpec } from '../../src/model/agent.ts';

/** Outside any temporary folder: some agents refuse to work from one. */
const scratch = path.resolve('node_modules/.cache/xpar-agents/scratch');

export const realPorts = { commands: nodeCommands(), files: nodeFiles(), clock: nodeClock() };

export interface Seen {
  readonly events: readonly AgentEvent[];
  readonly result: AgentResult;
}

/** A worktree with one file, a home and a state folder, for a real program. */
export interface RealLane {
  readonly folder: string;
  readonly cwd: string;
  readonly home: string;
  run(adapter: Adapter, spec: Partial<RunSpec>, onEvent?: (event: AgentEvent, run: AgentRun) => void): Promise<Seen>;
  remove(): void;
}

export function realLane(): RealLane {
  mkdirSync(scratch, { recursive: true });
  const folder = realpathSync(mkdtempSync(path.join(scratch, 'lane-')));
  const [cwd, home, stateDir] = ['worktree', 'home', 'state'].map((name) => path.join(folder, name)) as [string, string, string];
  for (const one of [cwd, home, stateDir]) mkdirSync(one);
  // The folder above is a checkout of xpar's own: to the agent this one is the whole project.
  mkdirSync(path.join(cwd, '.git'));
  writeFileSync(path.join(cwd, 'add.mjs'), 'export const add = (a, b) => a - b;\n');
  const spec: RunSpec = {
    story: 'add',
    cwd,
    prompt: 'Fix add.',
    model: 'm',
    env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: home },
    stateDir,
    limits: { contextTokens: 100_000, wallMs: 60_000, idleMs: 60_000 },
  };
  return {
    folder,
    cwd,
    home,
    async run(adapter, more, onEvent = () => {}) {
      const agent = adapter.run({ ...spec, ...more, env: { ...spec.env, ...more.env } });
      const events: AgentEvent[] = [];
      for await (const event of agent) {
        events.push(event);
        onEvent(event, agent);
      }
      return { events, result: await agent.result };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
