import type { Loop, Outcome, RunSpec, StopReason } from '../model/agent.ts';
import type { SessionEnd } from './dialect.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly detail?: string;
  readonly pause?: { readonly untilMs?: number };
  readonly loop?: Loop;
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
  if (end.loop !== undefined) return loopEnding(end.loop);
  return end.stopped === undefined ? undefined : stoppedEnding(end.stopped, contextTokens, limits);
}

function loopEnding(loop: Loop): Ending {
  const { how, action, times } = loop;
  return how === 'denied'
    ? { ...ending('denied', `stopped after it was refused ${action} ${times} times in a row`), loop }
    : { ...ending('stopped', `stopped after the same failed ${times} times in a row: ${action}`), loop };
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
    case 'share':
      return ending('stopped', 'stopped because it outgrew its share of the session');
    case 'loop':
      return ending('stopped', 'stopped because it went in circles');
    case 'answer':
      return ending('stopped', 'stopped to wait for an answer');
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

/** Limits of a rate or of a quota; those of the agent itself (turns, output) and unpaid bills do not pass by themselves. */
const PASSES = /\b429\b|quota|rate.?limit|usage limit|limit reached|session limit|weekly limit/i;
const BILLED = /billing|credit|payment/i;
/** `...limit reached|1795281149`: seconds since the epoch, as some programs put them behind their words. */
const STAMP = /\|(\d{10})\b/;

/** A limit that passes by itself, with the time it does: what the agent told, else what its words say. */
export function paused(end: Ending, toldMs?: number): Ending {
  const words = end.detail ?? '';
  if (end.outcome !== 'limit') return end;
  const [, stamp] = STAMP.exec(words) ?? [];
  const untilMs = toldMs ?? (stamp === undefined ? undefined : Number(stamp) * 1_000);
  if (untilMs !== undefined) return { ...end, pause: { untilMs } };
  return PASSES.test(words) && !BILLED.test(words) ? { ...end, pause: {} } : end;
}
