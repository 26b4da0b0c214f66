import type { Adapter, AgentEvent, RunSpec } from '../model/agent.ts';
import type { ClaudeAgent } from '../model/config.ts';
import { claudePermissions } from './claude-permission.ts';
import { claudeOverhead } from './claude-overhead.ts';
import { reduceClaude } from './claude-reduce.ts';
import { claudeResult, isCompleted, latestContext } from './claude-result.ts';
import { claudeState } from './claude-state.ts';
import { claudeArgv, claudeEnv, handBack, INTERRUPT, userMessage } from './claude-start.ts';
import { readEventLine } from './event-line.ts';
import { probeVersion } from './probe-version.ts';
import { replaySession } from './replay.ts';
import type { Dialect, SessionPorts } from './dialect.ts';
import { signInRemarks } from './sign-in.ts';
import { sessionFiles } from './session-files.ts';
import { runSession } from './session.ts';
import { TRIED } from './tried.ts';

/** Claude Code, the person's own binary, over its duplex JSON stream. */
export function claudeAgent(config: ClaudeAgent, ports: SessionPorts): Adapter {
  const command = config.command ?? ['claude'];
  return {
    name: 'claude',
    ...(config.effort === undefined ? {} : { effort: config.effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: true, reads: 'tools', asks: true, resume: true },
    probe: (env) => probeVersion(command, env, ports),
    look: async (env) => ({
      remarks: await signInRemarks(
        { argv: [...command, 'auth', 'status'], env, hint: 'claude auth login, or set ANTHROPIC_API_KEY' },
        ports,
      ),
    }),
    tried: TRIED.claude,
    base: (model) => baseOf(config, model),
    overhead: (spec) => claudeOverhead({ ...spec, argv: claudeArgv(config, spec), env: claudeEnv(spec) }, ports),
    run: (spec) => {
      const start = {
        argv: claudeArgv(config, spec),
        env: claudeEnv(spec),
        opening: userMessage(spec.resume?.prompt ?? spec.prompt),
        duplex: true,
      };
      return runSession(spec, start, claudeDialect(command.join(' '), spec), ports);
    },
    left: (spec) => replaySession(spec.stateDir, claudeDialect(command.join(' '), spec), ports),
  };
}

/** Measured with 2.1.329 on a null prompt: its own instructions and tools, before a card is read. */
const BASE = { lean: { opus: 3_100, other: 6_200 }, default: { opus: 11_300, other: 19_400 } } as const;

function baseOf(config: ClaudeAgent, model: string): ReturnType<Adapter['base']> {
  if (config.baseTokens !== undefined) return { tokens: config.baseTokens, source: 'config' };
  return { tokens: BASE[config.profile ?? 'lean'][/opus/i.test(model) ? 'opus' : 'other'], source: 'assumed' };
}

type DialectSpec = Pick<RunSpec, 'cwd' | 'limits' | 'stateDir' | 'mayEdit' | 'mayRun' | 'resume'>;

function claudeDialect(program: string, spec: DialectSpec): Dialect {
  let state = claudeState(spec.cwd, spec.resume !== undefined);
  let lines = 0;
  const { mayEdit = () => true, mayRun = () => true } = spec;
  const asking = claudePermissions({ outbox: sessionFiles(spec.stateDir).outbox, mayEdit, mayRun });
  return {
    interrupt: INTERRUPT,
    handBack,
    turns: () => state.turns,
    hasCompleted: () => state.last !== undefined && isCompleted(state.last),
    output: ({ from, text }) => {
      if (from === 'stderr') return [{ t: 'raw', line: text }];
      const step = asking.heard(state, text) ?? reduceClaude(state, text);
      state = step.state;
      return step.events;
    },
    asks: () => asking.asks(),
    reply: (id, verdict) => {
      const step = asking.reply(state, id, verdict);
      state = step.state;
      return step.events;
    },
    answers: () => asking.answers(),
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
