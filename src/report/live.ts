import type { Clock, Stream } from '../host/host.ts';
import type { Event } from '../model/event.ts';
import { drawView } from './draw.ts';
import { pausedText } from './inbox-text.ts';
import { painter } from './paint.ts';
import { EMPTY_VIEW, nextView, type View } from './view.ts';

const FRAME_MS = 100;
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** A reader of events. `close` puts the terminal back as it was. */
export interface Reporter {
  readonly take: (event: Event) => void;
  readonly close: () => Promise<void>;
  /** It draws in place: nobody else may write to its stream until it is closed. */
  readonly isLive?: boolean;
}

/** Redraws the lanes in place, ten times a second, each frame in one synchronized write. */
export function liveReporter(stream: Stream, clock: Clock): Reporter {
  const over = new AbortController();
  let view: View = EMPTY_VIEW;
  let drawn = 0;
  let tick = 0;
  let isAsking = false;
  const draw = (): void => {
    if (view.lanes.size === 0 || isAsking) return;
    const lines = drawView(view, { paint: painter(stream.colour), ...stream.size(), now: clock.now(), tick: tick++ });
    const up = drawn > 0 ? `\u001b[${drawn}A` : '';
    stream.write(`${BEGIN}${HIDE_CURSOR}${up}${lines.map((line) => `\r\u001b[2K${line}\n`).join('')}\u001b[J${END}`);
    drawn = lines.length;
  };
  const drawing = (async () => {
    while (!over.signal.aborted) {
      draw();
      await clock.wait(FRAME_MS, over.signal);
    }
  })();
  return {
    isLive: true,
    take(event) {
      view = nextView(view, event);
      if (event.t === 'asked') {
        if (event.until !== undefined) return;
        // The question stands below the last frame, and the next frame below the answer.
        draw();
        isAsking = true;
        drawn = 0;
        stream.write(`${SHOW_CURSOR}${pausedText(event)}\n`);
      } else if (event.t === 'answered') isAsking = false;
    },
    async close() {
      over.abort();
      isAsking = false;
      await drawing;
      draw();
      stream.write(SHOW_CURSOR);
    },
  };
}
