import type { Stream } from '../host/host.ts';
import type { Reporter } from './live.ts';
import { noticeOf } from './notice.ts';

const ESC = '\u001b';
const BEL = '\u0007';
const LENGTH = 200;

/** Rings the terminal's bell, and shows a notification where it can (OSC 9, OSC 777): when a person is needed, and at the end. Not for what was told before `since`. */
export function belled(reporter: Reporter, stream: Stream, since: number = -Infinity): Reporter {
  return {
    ...reporter,
    take(event) {
      reporter.take(event);
      if (event.at < since) return;
      const message = noticeOf(event)?.message.slice(0, LENGTH).replaceAll(';', ',');
      if (message !== undefined) stream.write(`${ESC}]9;${message}${BEL}${ESC}]777;notify;xpar;${message}${BEL}${BEL}`);
    },
  };
}
