import type { Event } from '../model/event.ts';
import type { Note } from './note.ts';

/** The alarm as a lane's note. */
export function alarmOf({ kind, limitTokens, beyond }: Extract<Event, { t: 'alarm' }>): Note {
  return { kind: 'alarm', alarm: kind, limitTokens, ...(beyond === undefined ? {} : { beyond }) };
}
