import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reduceAcp } from '../../src/agents/acp-reduce.ts';
import { acpResult } from '../../src/agents/acp-result.ts';
import { acpState, ID, type AcpState, type AcpTask } from '../../src/agents/acp-state.ts';
import type { SessionEnd } from '../../src/agents/dialect.ts';
import type { AgentEvent, AgentResult } from '../../src/model/agent.ts';
import { left, limits } from './recorded-claude.ts';

const folder = path.join(import.meta.dirname, '../fixtures/agents/acp');

export const TASK: AcpTask = {
  cwd: '/work/repo/worktree',
  outbox: '/state/outbox',
  prompt: 'Fix add.',
  config: {},
  mayEdit: () => true,
};

const OURS: ReadonlyMap<string, number> = new Map([
  ['initialize', ID.initialize],
  ['authenticate', ID.authenticate],
  ['session/new', ID.session],
  ['session/prompt', ID.prompt],
]);

/** What the agent said, its answers under the numbers that our requests carry (the recorder's client had its own). */
export function acpLines(name: string): readonly string[] {
  const numbers = new Map<unknown, number>();
  const said: string[] = [];
  for (const line of readFileSync(path.join(folder, `${name}.jsonl`), 'utf8').split('\n')) {
    const message = line.length < 2 ? {} : (JSON.parse(line.slice(2)) as { id?: unknown; method?: string });
    if (line.startsWith('> ') && OURS.has(message.method ?? '')) numbers.set(message.id, OURS.get(message.method!)!);
    if (!line.startsWith('< ')) continue;
    const id = message.method === undefined ? numbers.get(message.id) : message.id;
    said.push(JSON.stringify(id === undefined ? message : { ...message, id }));
  }
  return said;
}

export interface AcpSession {
  readonly state: AcpState;
  readonly events: readonly AgentEvent[];
  readonly sent: readonly object[];
}

export function reduceAcpLines(lines: readonly string[], task: AcpTask = TASK): AcpSession {
  let state = acpState(task);
  const [events, sent]: [AgentEvent[], object[]] = [[], []];
  for (const line of lines) {
    const step = reduceAcp(state, line);
    state = step.state;
    events.push(...step.events);
    sent.push(...step.send);
  }
  return { state, events, sent };
}

export function acpResultOf(name: string, task: AcpTask = TASK, end: SessionEnd = left(0)): AgentResult {
  return acpResult(reduceAcpLines(acpLines(name), task).state, end, 'agent', limits);
}

export function acpNames(): readonly string[] {
  return readdirSync(folder).map((file) => path.basename(file, '.jsonl'));
}
