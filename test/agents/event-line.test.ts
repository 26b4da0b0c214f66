import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readEventLine } from '../../src/agents/event-line.ts';

interface Schema {
  readonly oneOf: readonly { readonly title: string; readonly examples: readonly object[] }[];
}

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../schemas/agent-event.schema.json'), 'utf8'),
) as Schema;
const validate = new Ajv2020().compile(schema);

function isUnderstood(line: string): boolean {
  const heard = readEventLine(line, 'e1');
  return 'usage' in heard || heard.event.t !== 'raw';
}

test.each(schema.oneOf.map(({ title, examples }) => ({ title, examples })))(
  "the schema's example of $title is understood",
  ({ examples }) => {
    expect(examples.map((example) => [validate(example), isUnderstood(JSON.stringify(example))])).toEqual(
      examples.map(() => [true, true]),
    );
  },
);

const usage = { type: 'usage', id: 'm', input: 1, output: 1 };
const SAME = [
  usage,
  { ...usage, usd: 0.5, main: false },
  { ...usage, cacheRead: 10, cacheWrite: 2, context: 13 },
  { ...usage, input: -1 },
  { ...usage, input: 1.5 },
  { ...usage, output: 2_000_000_000 },
  { ...usage, context: '7' },
  { ...usage, usd: -1 },
  { type: 'usage', id: 'm', input: 1 },
  { type: 'read' },
  { type: 'read', paths: [] },
  { type: 'edit', path: 'a' },
  { type: 'permission' },
  { type: 'drift', adr: '' },
  { type: 'note', text: '' },
  { type: 'other' },
  {},
];

test.each(SAME)('schema and reader agree about %o', (line) => {
  expect(isUnderstood(JSON.stringify(line))).toBe(validate(line));
});

test('context is the sum of the input where it is not told', () => {
  const heard = readEventLine(JSON.stringify({ ...usage, cacheRead: 10, cacheWrite: 2 }), 'e1');
  expect(heard).toEqual({
    usage: { id: 'm', use: { main: true, contextTokens: 13, split: { input: 1, cacheRead: 10, cacheWrite: 2, output: 1 } } },
  });
});

test('a checkpoint is taken line by line, without what could act on a terminal, and not without end', () => {
  const line = JSON.stringify({
    type: 'checkpoint',
    completed: ['a\nb\u001b[2J', 'x'.repeat(600), ...Array.from({ length: 60 }, (_, at) => `${at}`)],
    next: 'go\non',
  });
  const heard = readEventLine(line, 'e');
  const event = ('event' in heard ? heard.event : undefined) as { completed: readonly string[]; pending: readonly string[] };
  expect(event).toMatchObject({ t: 'checkpoint', pending: [], next: 'go on' });
  expect(event.completed.slice(0, 2)).toEqual(['a b [2J', 'x'.repeat(500)]);
  expect(event.completed).toHaveLength(50);
});
