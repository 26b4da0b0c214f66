import path from 'node:path';
import type { Adapter, AgentEvent, AgentProbe, AgentResult, RunSpec } from '../model/agent.ts';
import type { CommandAgent } from '../model/config.ts';
import { commonEnding, ending, exitText, type Ending } from './ending.ts';
import { readEventLine, requestEvent } from './event-line.ts';
import { measured, withRequest, type Requests } from './meter.ts';
import { replaySession } from './replay.ts';
import { isUnaudited } from './unaudited.ts';
import type { Dialect, SessionEnd, SessionPorts } from './dialect.ts';
import { sessionFiles } from './session-files.ts';
import { runSession } from './session.ts';

/**
 * Any program as an agent: it runs in the worktree, finds its prompt on standard input and
 * in `XPAR_PROMPT_FILE`, tells what it does by appending lines to `XPAR_EVENTS`, and its exit code says whether it finished.
 */
export function commandAgent(config: CommandAgent, ports: SessionPorts): Adapter {
  const [program = ''] = config.command;
  return {
    name: 'command',
    ...(config.effort === undefined ? {} : { effort: config.effort }),
    caps: { liveContext: true, splitSpend: true, interrupt: false, reads: 'tools', asks: false, resume: false },
    probe: (env) => probeProgram(program, env, ports),
    base: () =>
      config.baseTokens === undefined ? { tokens: 0, source: 'none' } : { tokens: config.baseTokens, source: 'config' },
    run: (spec) => {
      const start = { argv: config.command, env: commandEnv(config, spec), opening: spec.prompt, duplex: false };
      return runSession(spec, start, commandDialect(program, spec), ports);
    },
    left: (spec) => replaySession(spec.stateDir, commandDialect(program, spec), ports),
  };
}

function commandEnv({ effort }: CommandAgent, spec: RunSpec): Record<string, string> {
  const files = sessionFiles(spec.stateDir);
  return {
    ...spec.env,
    XPAR_STORY: spec.story,
    XPAR_PROMPT_FILE: files.prompt,
    XPAR_MODEL: spec.model,
    XPAR_EVENTS: files.events,
    XPAR_ATTEMPT: String(spec.attempt ?? 1),
    ...(effort === undefined ? {} : { XPAR_EFFORT: effort }),
  };
}

/** Looks for the program without running it: what an unknown program does with `--version` is not known. */
export async function probeProgram(
  program: string,
  env: Readonly<Record<string, string>>,
  { files }: Pick<SessionPorts, 'files'>,
): Promise<AgentProbe> {
  // A relative path is meant from the worktree, which is not there yet.
  if (program.includes('/') && !path.isAbsolute(program)) return { ok: true, version: '' };
  const folders = path.isAbsolute(program) ? [''] : (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const folder of folders) if (await files.exists(path.join(folder, program))) return { ok: true, version: '' };
  return { ok: false, version: '', problem: `there is no program \`${program}\`` };
}

/** State of one session: small, and changed only by the lines it is given. */
function commandDialect(program: string, spec: Pick<RunSpec, 'limits'>): Dialect {
  let requests: Requests = new Map();
  let contextTokens = 0;
  let lines = 0;
  const tools: Tools = { reads: new Set(), edits: new Set(), commands: new Set(), denials: 0 };

  function told(line: string): readonly AgentEvent[] {
    const heard = readEventLine(line, `event-${++lines}`);
    if ('event' in heard) {
      note(heard.event, tools);
      return [heard.event];
    }
    const { id, use } = heard.usage;
    const isNew = !requests.has(id);
    requests = withRequest(requests, id, use);
    if (use.main) contextTokens = use.contextTokens;
    return isNew ? [requestEvent(use)] : [];
  }
  return {
    output: (line) => [{ t: 'raw', line: line.text }],
    told,
    contextTokens: () => contextTokens,
    isDone: () => false,
    result: (end) => resultOf(end, commonEnding(end, program, contextTokens, spec.limits) ?? exitEnding(end), requests, tools),
  };
}

interface Tools {
  readonly reads: Set<string>;
  readonly edits: Set<string>;
  readonly commands: Set<string>;
  denials: number;
}

function note(event: AgentEvent, tools: Tools): void {
  if (event.t === 'denied') tools.denials++;
  if (event.t !== 'tool') return;
  if (event.command !== undefined) tools.commands.add(event.command);
  const paths = event.kind === 'edit' ? tools.edits : tools.reads;
  for (const one of event.paths) paths.add(one);
}

function exitEnding(end: SessionEnd): Ending {
  if (end.exit.code === 0) return { outcome: 'completed' };
  const words = end.errors === '' ? exitText(end.exit) : `${exitText(end.exit)}: ${end.errors}`;
  return ending(end.exit.code === null ? 'crashed' : 'failed', words);
}

function resultOf(end: SessionEnd, how: Ending, requests: Requests, tools: Tools): AgentResult {
  return {
    ...how,
    exit: end.exit,
    ...measured(requests),
    spendSource: requests.size === 0 ? 'none' : 'per-request',
    denials: tools.denials,
    compactions: 0,
    reads: [...tools.reads],
    edits: [...tools.edits],
    commands: [...tools.commands],
    unauditedCommands: [...tools.commands].filter(isUnaudited),
  };
}
