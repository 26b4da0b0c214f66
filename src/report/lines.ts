import type { Stream } from '../host/host.ts';
import type { Event } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { durationText, tokensText } from './amounts.ts';
import { noteText } from './draw.ts';
import type { Reporter } from './live.ts';
import { problemText } from './problem-text.ts';
import { decisionText } from './reason-text.ts';

/** One plain line for each change of state: for logs, pipes, CI and screen readers. `why` tells every stale target's reason too. */
export function lineReporter(stream: Stream, why: boolean): Reporter {
  const spent = new Map<string, number>();
  return {
    take(event) {
      if (event.t === 'usage') spent.set(event.story, event.contextTokens);
      const line = lineOf(event, spent, why);
      if (line !== undefined) stream.write(`${line}\n`);
    },
    close: async () => {},
  };
}

function lineOf(event: Event, contexts: ReadonlyMap<string, number>, why: boolean): string | undefined {
  switch (event.t) {
    case 'run-started':
      return event.jobs === 0 ? undefined : `xpar build: ${event.jobs} side by side, ${event.stories.length} to do, ${event.base}@${event.baseCommit.slice(0, 7)} -> ${shown(event.integration)}`;
    case 'decided':
      return why && event.decision.state !== 'fresh' ? `${shown(event.story)}:${event.step} ${event.decision.state}: ${decisionText(event.decision)}` : undefined;
    case 'started':
      return event.step === 'implement' || event.step === 'gate' ? `${shown(event.story)}: ${event.step}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}` : undefined;
    case 'usage':
    case 'run-ended':
      return undefined;
    case 'alarm':
      return `${shown(event.story)}: ${noteText({ kind: 'alarm', alarm: event.kind, limitTokens: event.limitTokens })}`;
    case 'waiting':
      return event.for === 'story' || event.for === 'files' ? `${shown(event.story)}: ${noteText({ kind: 'waits', for: event.for, ...(event.on === undefined ? {} : { on: event.on }) })}` : undefined;
    case 'ended':
      return endedLine(event, contexts);
    case 'retrying':
      return `${shown(event.story)}: attempt ${event.attempt} of ${event.of}, because\n${indented(problemText(event.finding))}`;
    case 'integrated':
      return `${shown(event.story)}: integrated as ${event.commit.slice(0, 10)}`;
    case 'failed':
      return `${shown(event.story)}: failed\n${indented(problemText(event.finding))}`;
    case 'held':
      return event.finding ? `${shown(event.story)}: needs you\n${indented(problemText(event.finding))}` : `${shown(event.story)}: held, ${decisionText(event.decision)}`;
    case 'problem':
      return problemText(event.finding);
    case 'base-merged':
      return `${shown(event.base)} moved: merged into the integration branch as ${event.commit.slice(0, 10)}${event.gated ? ', suite green' : ''}`;
    case 'stopping':
      return event.times === 1 ? `${event.signal}: stopping; nothing more starts. Once more ends everything at once.` : `${event.signal}: ending everything`;
  }
}

function endedLine(event: Extract<Event, { t: 'ended' }>, contexts: ReadonlyMap<string, number>): string | undefined {
  if (!event.ok || (event.step !== 'implement' && event.step !== 'gate')) return undefined;
  const context = event.step === 'implement' ? contexts.get(event.story) : undefined;
  return `${shown(event.story)}: ${event.step} done in ${durationText(event.durationMs)}${context === undefined ? '' : `, context ${tokensText(context)}`}`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
