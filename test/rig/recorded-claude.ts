import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reduceClaude } from '../../src/agents/claude-reduce.ts';
import { claudeResult } from '../../src/agents/claude-result.ts';
import { claudeState, type ClaudeState } from '../../src/agents/claude-state.ts';
import type { SessionEnd } from '../../src/agents/dialect.ts';
import type { AgentEvent, AgentResult } from '../../src/model/agent.ts';

const folder = path.join(import.meta.dirname, '../fixtures/agents/claude');
export const limits = { contextTokens: 100_000, wallMs: 3_600_000, idleMs: 600_000 };
export const left = (code: number | null, signal: string | null = null): SessionEnd => ({
  exit: { code, signal },
  missing: false,
  errors: '',
});

export interface Session {
  readonly state: ClaudeState;
  readonly events: readonly AgentEvent[];
}

export function reduceLines(lines: readonly string[]): Session {
  let state = claudeState('/repo/worktree');
  const events: AgentEvent[] = [];
  for (const line of lines) {
    const step = reduceClaude(state, line);
    state = step.state;
    events.push(...step.events);
  }
  return { state, events };
}

const linesOf = (name: string): readonly string[] => readFileSync(path.join(folder, `${name}.jsonl`), 'utf8').split('\n');
export const session = (name: string): Session => reduceLines(linesOf(name));
export const resultOf = (name: string, end: SessionEnd = left(0)): AgentResult =>
  claudeResult(session(name).state, end, 'claude', limits);
export const recordedNames = (): readonly string[] => readdirSync(folder).map((file) => path.basename(file, '.jsonl'));
