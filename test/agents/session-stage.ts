import { claudeAgent } from '../../src/agents/claude.ts';
import { commandAgent } from '../../src/agents/command.ts';
import type { SessionPorts } from '../../src/agents/dialect.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { scriptedCommands, type ScriptedProgram } from '../rig/scripted-commands.ts';

export const limits = { contextTokens: 50_000, wallMs: 60_000, idleMs: 10_000 };
export const spec: RunSpec = {
  story: 'weigh',
  cwd: '/lane',
  prompt: 'Weigh.',
  model: 'm-1',
  env: { PATH: '/bin' },
  stateDir: '/state',
  limits,
};

export interface Stage {
  readonly run: AgentRun;
  readonly clock: ReturnType<typeof manualClock>;
  readonly program: ScriptedProgram;
  readonly told: AgentEvent[];
  readonly written: Map<string, string>;
}

const encoder = new TextEncoder();

export function memoryFiles(written: Map<string, string>): SessionPorts['files'] {
  return {
    makeFolder: () => Promise.resolve(),
    writeAtomic: async (path, text) => void written.set(path, text),
    readFrom: async (path, offset) => encoder.encode(written.get(path) ?? '').subarray(offset),
    readText: async (path) => written.get(path),
    readInside: async (folder, name) => ({ ok: true, bytes: encoder.encode(written.get(`${folder}/${name}`) ?? '') }),
    exists: async (path) => written.has(path),
    list: async () => undefined,
    isLinked: async () => false,
    linkFile: async () => {},
  };
}

export async function stage(kind: 'claude' | 'command', play: (program: ScriptedProgram) => void = () => {}): Promise<Stage> {
  const written = new Map<string, string>();
  const clock = manualClock();
  const commands = scriptedCommands(play);
  const ports = { commands, clock, files: memoryFiles(written) };
  const adapter = kind === 'claude' ? claudeAgent({ kind }, ports) : commandAgent({ kind, command: ['agent'] }, ports);
  const run = adapter.run(spec);
  const told: AgentEvent[] = [];
  void (async () => {
    for await (const event of run) told.push(event);
  })();
  await settled();
  return { run, clock, program: commands.started[0]!, told, written };
}

export const say = (value: object): string => JSON.stringify(value);
export const request = (id: string, input: number): string =>
  say({
    type: 'assistant',
    parent_tool_use_id: null,
    message: { id, model: 'm-1', content: [], usage: { input_tokens: input, output_tokens: 1 } },
  });
export const success = say({
  type: 'result',
  subtype: 'success',
  is_error: false,
  terminal_reason: 'completed',
  model_usage_since_last_result: {},
});
export const aborted = say({
  type: 'result',
  subtype: 'error_during_execution',
  is_error: true,
  terminal_reason: 'aborted_streaming',
});
