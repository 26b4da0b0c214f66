import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EVENT_SCHEMA_VERSION, type Told } from '../../src/model/event.ts';

/** Every kind of event there is, as the compiler sees to it. */
const KINDS: Readonly<Record<Told['t'], true>> = {
  'run-started': true,
  decided: true,
  started: true,
  usage: true,
  alarm: true,
  waiting: true,
  spend: true,
  budget: true,
  asked: true,
  answered: true,
  checkpoint: true,
  role: true,
  subtask: true,
  'inbox-opened': true,
  'inbox-answered': true,
  parked: true,
  ended: true,
  retrying: true,
  paused: true,
  integrated: true,
  radar: true,
  'wave-begun': true,
  wave: true,
  failed: true,
  held: true,
  problem: true,
  'base-merged': true,
  drift: true,
  replanned: true,
  'stale-in-flight': true,
  sunk: true,
  watching: true,
  edited: true,
  stopping: true,
  'run-ended': true,
};

interface EventSchema {
  readonly oneOf: readonly {
    readonly properties: { readonly t: { readonly const: string }; readonly schemaVersion?: { const: number } };
  }[];
}

test('the published schema has every kind of event and no other, in the version that is told', () => {
  const file = path.join(import.meta.dirname, '../../schemas/event.schema.json');
  const { oneOf } = JSON.parse(readFileSync(file, 'utf8')) as EventSchema;
  expect(oneOf.map(({ properties }) => properties.t.const).toSorted()).toEqual(Object.keys(KINDS).toSorted());
  const [first] = oneOf.filter(({ properties }) => properties.t.const === 'run-started');
  expect(first!.properties.schemaVersion).toEqual({ const: EVENT_SCHEMA_VERSION });
});
