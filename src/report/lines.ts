import type { Stream } from '../host/host.ts';
import type { Event } from '../model/event.ts';
import type { Step } from '../model/target.ts';
import { shown } from '../model/shown.ts';
import { countText, durationText, tokensText } from './amounts.ts';
import { announceText } from './announce-text.ts';
import { answerText, parkedText, thresholdText } from './burn-text.ts';
import { noteText } from './draw.ts';
import { ofRole, roleText } from './role-text.ts';
import { subtaskText } from './subtask-text.ts';
import { pauseText } from './pause-text.ts';
import { foreseenText } from './foreseen-text.ts';
import { editedText, staleInFlightText, sunkText } from './edit-text.ts';
import { answeredAtText, answerWords, askingText, pausedText } from './inbox-text.ts';
import type { Reporter } from './live.ts';
import { priceText } from './price-text.ts';
import { problemText } from './problem-text.ts';
import { decisionText } from './reason-text.ts';
import { alarmOf } from './alarm-note.ts';
import { groupable, waitingLine, waitingLines, type Waiting } from './waiting-lines.ts';
import { waveText } from './wave-text.ts';
import { begunText } from './wave-view.ts';

/** One plain line for each change of state: for logs, pipes, CI and screen readers. `why` tells every stale target's reason too. */
export function lineReporter(stream: Stream, why: boolean): Reporter {
  const spent = new Map<string, number>();
  /** Told in one go, and for the same. */
  let together: readonly Waiting[] = [];
  const tellTogether = (): void => {
    const lines = waitingLines(together);
    together = [];
    for (const line of lines) stream.write(`${line}\n`);
  };
  return {
    take(event) {
      if (event.t === 'waiting' && groupable(event)) {
        if (together.length === 0) queueMicrotask(tellTogether);
        together = [...together, event];
        return;
      }
      tellTogether();
      if (event.t === 'usage') spent.set(event.story, event.contextTokens);
      const line = lineOf(event, { contexts: spent, why });
      if (line !== undefined) stream.write(`${line}\n`);
    },
    close: async () => tellTogether(),
  };
}

interface Told {
  /** Context of each lane's last request, tokens. */
  readonly contexts: ReadonlyMap<string, number>;
  readonly why: boolean;
}

type Lines = { readonly [T in Event['t']]: (event: Extract<Event, { t: T }>, told: Told) => string | undefined };

const SILENT = (): undefined => undefined;

const LINES: Lines = {
  'run-started': (event) => announceText(event),
  'run-ended': SILENT,
  usage: SILENT,
  decided: ({ story, step, decision }, { why }) =>
    why && decision.state !== 'fresh' ? `${shown(story)}:${step} ${decision.state}: ${decisionText(decision)}` : undefined,
  started: ({ story, step, attempt, role }) =>
    isWork(step) ? `${shown(story)}: ${step}${ofRole(role)}${attempt > 1 ? `, attempt ${attempt}` : ''}` : undefined,
  alarm: (event) => `${shown(event.story)}: ${noteText(alarmOf(event))}`,
  checkpoint: ({ story, commit, completed, pending }) =>
    `${shown(story)}: checkpoint ${commit.slice(0, 10)}${countsText(completed, pending)}`,
  drift: ({ story, adr, note }) => `${shown(story)}: its agent says that ${shown(adr)} does not hold: ${shown(note)}`,
  spend: SILENT,
  budget: ({ budget, percent }) => thresholdText(budget, percent),
  asked: (event) => pausedText(event),
  answered: ({ question, more, by, item }) => `answered: ${answerText(question, more)}${answeredAtText(by, item)}`,
  'inbox-opened': (event) => `${shown(event.story)}: ${askingText(event)}`,
  'inbox-answered': ({ story, item, answer }) => `${shown(story)}: ${item} ${answerWords(answer)}`,
  parked: ({ story, why, commit }) =>
    `${shown(story)}: handed back, ${parkedText(why)}${commit === undefined ? '' : `; what it left is kept as ${commit.slice(0, 10)}`}`,
  role: (event) => roleText(event),
  subtask: (event) => subtaskText(event),
  waiting: (event) => waitingLine(event),
  ended: (event, { contexts }) => endedLine(event, contexts),
  retrying: ({ story, attempt, of, finding }) =>
    `${shown(story)}: attempt ${attempt} of ${of}, because\n${indented(problemText(finding))}`,
  paused: (event) => `${shown(event.story)}: ${pauseText(event, event.at)}\n${indented(problemText(event.finding))}`,
  integrated: ({ story, commit }) => `${shown(story)}: integrated as ${commit.slice(0, 10)}`,
  radar: (event) => foreseenText(event),
  'wave-begun': (event) => begunText(event),
  wave: (event) => waveText(event),
  failed: ({ story, finding }) => `${shown(story)}: failed\n${indented(problemText(finding))}`,
  held: ({ story, decision, finding }) =>
    finding
      ? `${shown(story)}: needs you\n${indented(problemText(finding))}`
      : `${shown(story)}: held, ${decisionText(decision)}`,
  problem: ({ finding }) => problemText(finding),
  'base-merged': ({ base, commit, gated }) =>
    `${shown(base)} moved: merged into the integration branch as ${commit.slice(0, 10)}${gated ? ', suite green' : ''}`,
  replanned: SILENT,
  'stale-in-flight': (event) => `${shown(event.story)}: ${staleInFlightText(event)}`,
  sunk: (event) => sunkText(event),
  watching: ({ stories, adrs, build, price }) =>
    `xpar watch: ${countText(stories, 'story', 'stories')}, ${countText(adrs, 'ADR', 'ADRs')}${build ? ', building what is stale' : ''}; ${priceText(price)}. Ctrl-C ends it.`,
  edited: (event) => editedText(event),
  stopping: ({ signal, times }) =>
    times === 1 ? `${signal}: stopping; nothing more starts. Once more ends everything at once.` : `${signal}: ending everything`,
};

/** One that another version of xpar tells may be of a kind that nobody here can show. */
export function isKnown({ t }: Event): boolean {
  return Object.hasOwn(LINES, t);
}

function countsText(completed: readonly string[], pending: readonly string[]): string {
  return completed.length + pending.length === 0 ? '' : `, ${completed.length} done, ${pending.length} to do`;
}

function isWork(step: Step): boolean {
  return step === 'implement' || step === 'gate';
}

/** The line of one event; undefined where it has none. */
export function lineOf<T extends Event['t']>(event: Extract<Event, { t: T }>, told: Told): string | undefined {
  // The table has one entry per kind of event, so that the one found takes the event it was found for.
  return (LINES[event.t] as (event: Event, told: Told) => string | undefined)(event, told);
}

function endedLine(event: Extract<Event, { t: 'ended' }>, contexts: ReadonlyMap<string, number>): string | undefined {
  if (!event.ok || (event.step !== 'implement' && event.step !== 'gate')) return undefined;
  const context = event.step === 'implement' ? contexts.get(event.story) : undefined;
  return `${shown(event.story)}: ${event.step} done in ${durationText(event.durationMs)}${context === undefined ? '' : `, context ${tokensText(context)}`}`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
