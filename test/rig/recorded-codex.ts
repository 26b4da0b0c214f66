import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codexResult } from '../../src/agents/codex-result.ts';
import { reduceRollout } from '../../src/agents/codex-rollout.ts';
import { codexState, type CodexState } from '../../src/agents/codex-state.ts';
import { reduceCodex } from '../../src/agents/codex-stream.ts';
import type { SessionEnd } from '../../src/agents/dialect.ts';
import type { AgentEvent, AgentResult } from '../../src/model/agent.ts';
import { left, limits } from './recorded-claude.ts';

const folder = path.join(import.meta.dirname, '../fixtures/agents/codex');

export interface CodexSession {
  readonly state: CodexState;
  readonly events: readonly AgentEvent[];
}

/** A stream and a rollout, one after the other. */
export function reduceBoth(stream: readonly string[], rollout: readonly string[]): CodexSession {
  let state = codexState('/work/repo/worktree');
  const events: AgentEvent[] = [];
  const steps = [
    ...stream.map((line) => () => reduceCodex(state, line)),
    ...rollout.map((line) => () => reduceRollout(state, line)),
  ];
  for (const take of steps) {
    const step = take();
    state = step.state;
    events.push(...step.events);
  }
  return { state, events };
}

export function codexStream(name: string): readonly string[] {
  return readFileSync(path.join(folder, `${name}.jsonl`), 'utf8').split('\n');
}

export function threadOf(name: string): string {
  return /"thread_id":"([^"]+)"/.exec(codexStream(name).join('\n'))![1]!;
}

/** Of a resumed thread there is one file for both its runs; that of the first run ends where the second begins. */
export function codexRollout(name: string): readonly string[] {
  const file = readdirSync(path.join(folder, 'rollouts')).find((one) => one.endsWith(`-${threadOf(name)}.jsonl`))!;
  const lines = readFileSync(path.join(folder, 'rollouts', file), 'utf8').split('\n');
  const starts = lines.flatMap((line, index) => (line.includes('"type":"task_started"') ? [index] : []));
  return name.endsWith('-resume') ? lines : lines.slice(0, starts[1]);
}

export function codexSession(name: string): CodexSession {
  return reduceBoth(codexStream(name), codexRollout(name));
}

export function codexResultOf(name: string, end: SessionEnd = left(0)): AgentResult {
  return codexResult(codexSession(name).state, end, 'codex', limits);
}

export function codexNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => path.basename(file, '.jsonl'));
}
