import { actionText, type AnsweredAt, type Answer, type Asking } from '../model/inbox.ts';
import type { Question } from '../model/allowance.ts';
import { shown } from '../model/shown.ts';
import { durationText } from './amounts.ts';
import { questionText } from './burn-text.ts';
import { clockText } from './pause-text.ts';

/** On every screen while it is on. */
export const AUTONOMOUS =
  '! autonomous: what no rule covers is allowed without asking you; budgets, gates and landing stay yours';

/** What is asked, in a few words: `Bash wants to run: npm install`. */
export function askedText(asking: Asking): string {
  if (asking.about === 'question') return `asks how to go on: ${questionText(asking.question)}`;
  if (asking.about === 'loop') {
    const { action, tool, times } = asking;
    return `its agent was refused the same ${times} times and was stopped: ${shown(tool)}${action === '' ? '' : ` ${shown(action)}`}`;
  }
  if (asking.about === 'drift')
    return `says that ${shown(asking.adr)} does not hold: ${shown(asking.note)}; whoever works under it is halted`;
  const { tool, kind, why } = asking;
  const verb = { execute: 'run', edit: 'change', read: 'read', search: 'search', other: 'use' }[kind];
  const what = actionText(asking);
  return `wants to ${verb}${what === '' ? '' : ` ${shown(what)}`} with ${shown(tool)}: ${shown(why)}`;
}

/** With the commands that answer it. */
export function askingText({ item, asking }: { readonly item: string; readonly asking: Asking }): string {
  if (asking.about === 'question') return pausedText({ item, question: asking.question });
  const agree = asking.about === 'drift' ? `edit ${shown(asking.adr)}` : `xpar approve ${item}`;
  return `${item}: ${askedText(asking)} -> ${agree}, or xpar deny ${item} --why "..."`;
}

/** What a build asks, with the commands that answer it from elsewhere. */
export function pausedText({ item, question }: { readonly item: string; readonly question: Question }): string {
  const unit = question.by === 'spike' ? '' : question.unit === 'usd' ? ' --more 5' : ' --more 100k';
  return `paused: ${questionText(question)} -> xpar approve ${item}${unit}, or xpar deny ${item}`;
}

/** Where an answer came from, if not from whoever sits there. */
export function answeredAtText(by: AnsweredAt, item: string): string {
  if (by === 'terminal') return '';
  return by === 'inbox' ? ` (${item}, from the inbox)` : ` (nobody answered ${item})`;
}

/** `approved for good by a person`. */
export function answerWords({ allow, always, why, by }: Answer): string {
  const who = by === 'person' ? 'a person' : 'autonomous mode';
  const words = `${allow ? 'approved' : 'denied'}${always === true ? ' for good' : ''} by ${who}`;
  return why === undefined ? words : `${words}: ${shown(why)}`;
}

/** `since 14:03:21 (5 min)`. */
export function sinceText(at: number, nowMs: number): string {
  return `since ${clockText(at, nowMs)} (${durationText(Math.max(0, nowMs - at))})`;
}
