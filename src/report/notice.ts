import type { Told } from '../model/event.ts';
import { shown } from '../model/shown.ts';
import { askedText, pausedText } from './inbox-text.ts';

/** What somebody who looks elsewhere is told; a word is empty where there is nothing of the kind. */
export interface Notice {
  readonly message: string;
  readonly event: 'needs-you' | 'ended';
  readonly story: string;
  readonly item: string;
}

/** Undefined for what is no reason to call anybody. */
export function noticeOf(event: Told): Notice | undefined {
  if (event.t === 'inbox-opened')
    return event.until === undefined && event.asking.about === 'permission' ? undefined : ofItem(event);
  if (event.t === 'asked') {
    return { event: 'needs-you', story: event.question.story ?? '', item: event.item, message: pausedText(event) };
  }
  if (event.t !== 'run-ended') return undefined;
  const { integrated, failed, waiting, targetsRun } = event.summary;
  if (integrated.length + failed.length + waiting.length + targetsRun === 0) return undefined;
  const message = `xpar build ended: ${integrated.length} integrated, ${failed.length} failed, ${waiting.length} waiting`;
  return { event: 'ended', story: '', item: '', message };
}

/** What nobody is waited for (autonomous, or no time to wait) calls nobody. */
function ofItem({ story, item, asking }: Extract<Told, { t: 'inbox-opened' }>): Notice {
  return { event: 'needs-you', story, item, message: `${shown(story)} ${askedText(asking)}: xpar approve ${item}` };
}
