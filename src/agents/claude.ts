import type { Adapter, AgentEvent, AgentProbe, RunSpec } from '../model/agent.ts';
import type { ClaudeAgent } from '../model/config.ts';
import { claudeOverhead } from './claude-overhead.ts';
import { reduceClaude } from './claude-reduce.ts';
import { claudeResult, isCompleted, latestContext } from './claude-result.ts';
import { claudeState } from './claude-state.ts';
import { claudeArgv, claudeEnv, HAND_BACK, INTERRUPT, userMessage } from './claude-start.ts';
import { readEventLine } from './event-line.ts';
import type { Dialect } from './dialect.ts';
import { replaySession } from './replay.ts';
import { runSession, type SessionPorts } from './session.ts';

/** Claude Code, the person's own binary, over its duplex JSON stream. */
export function claudeAgent(config: ClaudeAgent, ports: SessionPorts): Adapter {
  const command = config.command ?? ['claude'];
  return {
    name: 'claude',
    ...(config.effort === undefined ? {} : { effort: config.effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: true, reads: 'tools' },
    probe: (env) => probe(command, env, ports),
    base: (model) => baseOf(config, model),
    overhead: (spec) => claudeOverhead({ ...spec, argv: claudeArgv(config, spec), env: claudeEnv(spec) }, ports),
    run: (spec) => {
      const start = { argv: claudeArgv(config, spec), env: claudeEnv(spec), opening: userMessage(spec.prompt), duplex: true };
      return runSession(spec, start, claudeDialect(command.join(' '), spec), ports);
    },
    left: (spec) => replaySession(spec.stateDir, claudeDialect(command.join(' '), spec), ports.files),
  };
}

const PROBE_MS = 20_000;

async function probe(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { commands }: SessionPorts,
): Promise<AgentProbe> {
  const result = await commands.run({ argv: [...command, '--version'], cwd: env['HOME'] ?? '/', env, timeoutMs: PROBE_MS });
  const version = /\d+\.\d+\.\d+\S*/.exec(result.tail)?.[0];
  if (result.code === 0 && version !== undefined) return { ok: true, version };
  const problem = result.missing
    ? `there is no program \`${command[0] ?? ''}\``
    : `\`${command.join(' ')} --version\` gave no version: ${result.tail.trim().slice(0, 200)}`;
  return { ok: false, version: '', problem };
}

/** Measured with 2.1.329 on a null prompt: its own instructions and tools, before a card is read. */
const BASE = { lean: { opus: 3_100, other: 6_200 }, default: { opus: 11_300, other: 19_400 } } as const;

function baseOf(config: ClaudeAgent, model: string): ReturnType<Adapter['base']> {
  if (config.baseTokens !== undefined) return { tokens: config.baseTokens, source: 'config' };
  return { tokens: BASE[config.profile ?? 'lean'][/opus/i.test(model) ? 'opus' : 'other'], source: 'assumed' };
}

function claudeDialect(program: string, spec: Pick<RunSpec, 'cwd' | 'limits'>): Dialect {
  let state = claudeState(spec.cwd);
  let lines = 0;
  return {
    interrupt: INTERRUPT,
    handBack: HAND_BACK,
    turns: () => state.turns,
    hasCompleted: () => state.last !== undefined && isCompleted(state.last),
    output: ({ from, text }) => {
      if (from === 'stderr') return [{ t: 'raw', line: text }];
      const step = reduceClaude(state, text);
      state = step.state;
      return step.events;
    },
    told: (line) => reported(line, `event-${++lines}`),
    contextTokens: () => latestContext(state),
    isDone: () => state.last !== undefined,
    result: (end) => claudeResult(state, end, program, spec.limits),
  };
}

/** The event file is for what the stream does not say: usage and tools are read from the stream alone, or they would count twice. */
function reported(line: string, id: string): readonly AgentEvent[] {
  const heard = readEventLine(line, id);
  return 'event' in heard && heard.event.t !== 'tool' ? [heard.event] : [];
}
