import type { Adapter, AgentEvent, RunSpec } from '../model/agent.ts';
import type { CodexAgent } from '../model/config.ts';
import { lookAtCodex } from './codex-look.ts';
import { codexResult } from './codex-result.ts';
import { passEarlier, reduceRollout } from './codex-rollout.ts';
import { codexArgv, codexEnv, prepareHome } from './codex-start.ts';
import { codexState, type CodexStep } from './codex-state.ts';
import { reduceCodex } from './codex-stream.ts';
import { earlierLines, findRollout } from './codex-thread.ts';
import { readEventLine } from './event-line.ts';
import { probeVersion } from './probe-version.ts';
import { replaySession } from './replay.ts';
import type { Dialect, SessionPorts } from './dialect.ts';
import { runSession } from './session.ts';
import { TRIED } from './tried.ts';

/** Codex, the person's own binary: `codex exec --json` tells what it does, its rollout file what that used. */
export function codexAgent(config: CodexAgent, ports: SessionPorts): Adapter {
  const command = config.command ?? ['codex'];
  return {
    name: 'codex',
    ...(config.effort === undefined ? {} : { effort: config.effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: true, reads: 'commands', asks: false, resume: true },
    probe: (env) => probeVersion(command, env, ports),
    look: (env) => lookAtCodex(config, env, ports),
    tried: TRIED.codex,
    base: () => baseOf(config),
    run: (spec) => {
      const start = {
        argv: codexArgv(config, spec),
        env: codexEnv(spec),
        opening: spec.resume?.prompt ?? spec.prompt,
        duplex: false,
        prepare: prepareHome(config, spec),
      };
      return runSession(spec, start, codexDialect(command.join(' '), spec), ports);
    },
    left: (spec) => replaySession(spec.stateDir, codexDialect(command.join(' '), spec), ports),
  };
}

/** Measured with 0.169.0 on a null prompt: its own instructions and tools, before a card is read. */
const BASE = { lean: 6_150, default: 8_150 } as const;

function baseOf(config: CodexAgent): ReturnType<Adapter['base']> {
  if (config.baseTokens !== undefined) return { tokens: config.baseTokens, source: 'config' };
  return { tokens: BASE[config.profile ?? 'lean'], source: 'assumed' };
}

function codexDialect(program: string, spec: Pick<RunSpec, 'cwd' | 'stateDir' | 'limits' | 'resume'>): Dialect {
  const { resume } = spec;
  let state = codexState(spec.cwd, resume !== undefined);
  let earlier = 0;
  let lines = 0;
  function take(step: CodexStep): readonly AgentEvent[] {
    state = step.state;
    return step.events;
  }
  return {
    interruptSignal: 'SIGINT',
    output: ({ from, text }) => (from === 'stderr' ? [{ t: 'raw', line: text }] : take(reduceCodex(state, text))),
    told: (line) => {
      const heard = readEventLine(line, `event-${++lines}`);
      return 'event' in heard && heard.event.t !== 'tool' ? [heard.event] : [];
    },
    record: {
      find: async (files) => {
        const found = await findRollout(files, spec.stateDir, state.thread);
        if (found !== undefined && resume !== undefined) earlier = await earlierLines(files, resume);
        return found;
      },
      told: (line) => {
        if (earlier === 0) return take(reduceRollout(state, line));
        earlier--;
        state = passEarlier(state, line);
        return [];
      },
    },
    contextTokens: () => state.contextTokens,
    isDone: () => state.last !== undefined,
    result: (end) => codexResult(state, end, program, spec.limits),
  };
}
