import type { Outcome, RunSpec, StopReason } from '../model/agent.ts';
import type { SessionEnd } from './dialect.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly detail?: string;
}

const DETAIL_LENGTH = 500;

export function ending(outcome: Outcome, detail: string): Ending {
  return { outcome, detail: detail.slice(0, DETAIL_LENGTH) };
}

/** The endings every agent shares: it could not be started, or we stopped it. Undefined where its own word counts. */
export function commonEnding(
  end: SessionEnd,
  program: string,
  contextTokens: number,
  limits: RunSpec['limits'],
): Ending | undefined {
  if (end.trouble !== undefined) return ending('crashed', `it was not started: ${end.trouble}`);
  if (end.missing) return ending('config-error', `there is no program \`${program}\` that can be run`);
  return end.stopped === undefined ? undefined : stoppedEnding(end.stopped, contextTokens, limits);
}

function stoppedEnding(why: StopReason, contextTokens: number, limits: RunSpec['limits']): Ending {
  switch (why) {
    case 'ceiling':
      return ending('context-exceeded', `stopped at ${contextTokens} tokens of context; the limit is ${limits.contextTokens}`);
    case 'idle':
      return ending('stopped', `stopped after ${seconds(limits.idleMs)} without a sign of life`);
    case 'wall':
      return ending('stopped', `stopped after ${seconds(limits.wallMs)}, the time limit`);
    case 'budget':
      return ending('stopped', 'stopped because a budget is spent');
    case 'spike':
      return ending('stopped', 'stopped because it works on far more than was expected');
    case 'user':
      return ending('stopped', 'stopped by a person');
  }
}

/** How a program left, in words: `exit code 3`, `signal SIGKILL`. */
export function exitText(exit: SessionEnd['exit']): string {
  return exit.signal === null ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`;
}

function seconds(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
