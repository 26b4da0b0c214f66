import type { Adapter, AgentEvent, RunSpec } from '../model/agent.ts';
import type { AcpAgent } from '../model/config.ts';
import { acpEnv } from './acp-env.ts';
import { greet } from './acp-greet.ts';
import { acpReply, reduceAcp } from './acp-reduce.ts';
import { acpResult } from './acp-result.ts';
import { INITIALIZE } from './acp-setup.ts';
import { acpState, type AcpState, type AcpStep } from './acp-state.ts';
import { probeProgram } from './command.ts';
import type { Dialect, SessionPorts } from './dialect.ts';
import { readEventLine } from './event-line.ts';
import { replaySession } from './replay.ts';
import { sessionFiles } from './session-files.ts';
import { runSession } from './session.ts';

/** Any agent that speaks version 1 of the Agent Client Protocol: JSON-RPC, a line a message, over its standard streams. */
export function acpAgent(config: AcpAgent, ports: SessionPorts): Adapter {
  const [program = ''] = config.command;
  const { effort } = config;
  return {
    name: 'acp',
    ...(effort === undefined ? {} : { effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: true, reads: 'tools', asks: true, resume: true },
    probe: (env) => probeProgram(program, env, ports),
    look: (env) => greet({ argv: config.command, env, config }, ports),
    base: () =>
      config.baseTokens === undefined ? { tokens: 0, source: 'none' } : { tokens: config.baseTokens, source: 'config' },
    run: (spec) => {
      const { outbox } = sessionFiles(spec.stateDir);
      const { cwd, prompt, model, resume, mayEdit = () => true, mayRun = () => true, mcp } = spec;
      const more = { ...(resume ? { resume } : {}), ...(mcp ? { mcp } : {}) };
      const state = acpState({ cwd, outbox, prompt, model, config, mayEdit, mayRun, ...more });
      const start = { argv: config.command, env: acpEnv(spec), opening: line({ jsonrpc: '2.0', ...INITIALIZE }), duplex: true };
      return runSession(spec, start, acpDialect(program, state, spec.limits), ports);
    },
    left: (spec) => {
      const { outbox } = sessionFiles(spec.stateDir);
      const state = acpState({
        cwd: spec.cwd,
        outbox,
        prompt: '',
        config: {},
        mayEdit: () => true,
        ...(spec.resume ? { resume: spec.resume } : {}),
      });
      return replaySession(spec.stateDir, acpDialect(program, state, spec.limits), ports);
    },
  };
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

/** Most of these programs stay for the next prompt: nothing is lost when they are shown out. */
const LEAVE_MS = 1_000;

function acpDialect(program: string, start: AcpState, limits: RunSpec['limits']): Dialect {
  let state = start;
  let lines = 0;
  let sending = '';
  const handed = new Set<unknown>();
  const take = (step: AcpStep): readonly AgentEvent[] => {
    state = step.state;
    sending += step.send.map(line).join('');
    return step.events;
  };
  return {
    leaveMs: LEAVE_MS,
    get interrupt() {
      const cancel = { jsonrpc: '2.0', method: 'session/cancel', params: { sessionId: state.session } };
      return state.prompted ? line(cancel) : undefined;
    },
    output: ({ from, text }) => {
      if (from === 'stderr') return [{ t: 'raw', line: text }];
      return take(reduceAcp(state, text));
    },
    asks: () => {
      const fresh = [...state.asking].filter(([, asking]) => !handed.has(asking));
      for (const [, asking] of fresh) handed.add(asking);
      return fresh.map(([id, { ask }]) => ({ id, ask }));
    },
    reply: (call, verdict) => take(acpReply(state, call, verdict)),
    answers: () => {
      const text = sending;
      sending = '';
      return text;
    },
    told: (text): readonly AgentEvent[] => {
      const heard = readEventLine(text, `event-${++lines}`);
      return 'event' in heard && heard.event.t !== 'tool' ? [heard.event] : [];
    },
    contextTokens: () => state.contextTokens,
    isDone: () => state.last !== undefined || state.trouble !== undefined,
    result: (end) => acpResult(state, end, program, limits),
  };
}
