import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Event } from '../../src/model/event.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../schemas/event.schema.json'), 'utf8')) as object;
const isEvent = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** The whole lines of an event stream, each checked against the published schema; a line that is no event throws. */
export function eventsIn(stdout: string): readonly Event[] {
  const lines = stdout
    .slice(0, stdout.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{"at":'));
  return lines.map((line) => {
    const event = JSON.parse(line) as Event;
    if (!isEvent(event)) throw new Error(`not an event: ${JSON.stringify(isEvent.errors?.slice(0, 5))}\n${line}`);
    return event;
  });
}
