import type { Event, Told } from '../model/event.ts';
import type { Problem } from '../model/problem.ts';
import { drawView } from './draw.ts';
import { isKnown, lineOf } from './lines.ts';
import { noticeOf } from './notice.ts';
import { painter } from './paint.ts';
import { summaryText } from './summary-text.ts';
import { EMPTY_VIEW, nextView } from './view.ts';

const FRAME = { paint: painter(false), columns: 80, rows: 24, now: 0, tick: 0 };

/**
 * Can it be told, drawn and summed up? An event of this build's own can. One that was read back may be of a kind that another version
 * knows, or lack what its kind has.
 */
export function isShowable(event: Event): boolean {
  if (!isKnown(event)) return false;
  try {
    lineOf(event, { contexts: new Map(), why: true });
    noticeOf(event);
    drawView([...before(event), event].reduce(nextView, EMPTY_VIEW), FRAME);
    if (event.t === 'run-ended') summaryText(event.summary, FRAME.paint);
    return true;
  } catch {
    return false;
  }
}

/** The same of a problem. */
export function isTellable(problem: Problem): boolean {
  return isShowable({ at: 0, t: 'problem', finding: { severity: 'error', problem } });
}

/** A run in which its story is in session. */
function before({ at, ...told }: Event): readonly Event[] {
  if (!('story' in told)) return [];
  const { story } = told;
  const lane = { id: story, title: '', agent: '', model: '', ceilingTokens: 1, hardTokens: 1 };
  const run = { schemaVersion: 1, run: '', base: '', baseCommit: '', integration: '', jobs: 1, stories: [lane] };
  const events: readonly Told[] = [
    { t: 'run-started', ...run },
    { t: 'started', story, step: 'implement', attempt: 1 },
  ];
  return events.map((one) => ({ at, ...one }));
}
