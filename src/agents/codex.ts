import path from 'node:path';
import type { Adapter, AgentEvent, RunSpec } from '../model/agent.ts';
import type { CodexAgent } from '../model/config.ts';
import { codexResult } from './codex-result.ts';
import { reduceRollout } from './codex-rollout.ts';
import { codexArgv, codexEnv, prepareHome, rolloutFolders } from './codex-start.ts';
import { codexState, type CodexStep } from './codex-state.ts';
import { reduceCodex } from './codex-stream.ts';
import { readEventLine } from './event-line.ts';
import { probeVersion } from './probe-version.ts';
import { replaySession } from './replay.ts';
import type { Dialect, SessionPorts } from './dialect.ts';
import { signInRemarks } from './sign-in.ts';
import { runSession } from './session.ts';

/** Codex, the person's own binary: `codex exec --json` tells what it does, its rollout file what that used. */
export function codexAgent(config: CodexAgent, ports: SessionPorts): Adapter {
  const command = config.command ?? ['codex'];
  return {
    name: 'codex',
    ...(config.effort === undefined ? {} : { effort: config.effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: true, reads: 'commands', asks: false, resume: false },
    probe: (env) => probeVersion(command, env, ports),
    remarks: async (env) =>
      env['CODEX_API_KEY'] === undefined
        ? signInRemarks(
            {
              argv: [...command, 'login', 'status'],
              env,
              hint: 'codex login, or set CODEX_API_KEY; a provider of your own needs neither',
            },
            ports,
          )
        : [],
    base: () => baseOf(config),
    run: (spec) => {
      const start = {
        argv: codexArgv(config, spec),
        env: codexEnv(spec),
        opening: spec.prompt,
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

function codexDialect(program: string, spec: Pick<RunSpec, 'cwd' | 'stateDir' | 'limits'>): Dialect {
  let state = codexState(spec.cwd);
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
      find: (files) => findRollout(files, spec.stateDir, state.thread),
      told: (line) => take(reduceRollout(state, line)),
    },
    contextTokens: () => state.contextTokens,
    isDone: () => state.last !== undefined,
    result: (end) => codexResult(state, end, program, spec.limits),
  };
}

async function findRollout(
  files: Pick<SessionPorts['files'], 'list'>,
  stateDir: string,
  thread: string | undefined,
): Promise<string | undefined> {
  if (thread === undefined) return undefined;
  for (const folder of rolloutFolders(stateDir, thread)) {
    const name = (await files.list(folder))?.find((one) => one.endsWith(`-${thread}.jsonl`));
    if (name !== undefined) return path.join(folder, name);
  }
  return undefined;
}
