import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextAudit, type ContextAudit } from '../../src/budget/context-audit.ts';
import type { TraceEvent, TraceStart } from '../../src/model/trace.ts';

const start: TraceStart = {
  t: 'begun',
  at: 0,
  story: 'weigh',
  attempt: 1,
  agent: 'claude',
  model: 'm',
  kappa: 1,
  base: { tokens: 6_000, source: 'assumed' },
  floorTokens: 2_000,
  ceilingTokens: 15_000,
  hardTokens: 100_000,
  parts: [
    { kind: 'frame', name: 'frame', tokens: 400 },
    { kind: 'file', name: 'src/parcel.mjs', tokens: 900 },
  ],
  scope: ['src/scale.mjs'],
  instructions: [],
};
const request = (context: number, output = 0, main = true): TraceEvent => ({
  t: 'request',
  main,
  context,
  delta: { input: 0, cacheRead: 0, cacheWrite: context, output },
});
const read = (path: string, bytes?: number): TraceEvent => ({
  t: 'tool',
  id: path,
  kind: 'read',
  paths: [path],
  ok: true,
  ...(bytes === undefined ? {} : { bytes }),
});
const command = (text: string, bytes: number): TraceEvent => ({
  t: 'tool',
  id: text,
  kind: 'execute',
  paths: [],
  command: text,
  ok: true,
  bytes,
});
const rules = { inScope: (path: string) => start.scope.includes(path), isUnaudited: (text: string) => text.startsWith('cat ') };
const audit = (...events: TraceEvent[]): ContextAudit => contextAudit({ start, events }, rules);

it('what the first request holds beyond base and floor is not on the card', () => {
  expect(audit(request(8_900, 50))).toMatchObject({
    first: { contextTokens: 8_900, beyondTokens: 900 },
    now: 8_950,
    offCardTokens: 900,
  });
});

describe('growth', () => {
  it('is the answer before it, and the results of tools by their size', () => {
    const { entries } = audit(
      request(8_000, 100),
      read('src/other.mjs', 3_000),
      command('cat src/parcel.mjs', 1_000),
      request(8_900, 40),
    );
    expect(entries.map(({ what, name, tokens, onCard, unaudited }) => [what, name, tokens, onCard, unaudited])).toEqual([
      ['read', 'src/other.mjs', 600, 'no', false],
      ['command', 'cat src/parcel.mjs', 200, 'no', true],
      ['own words', 'what it said and asked for', 140, 'no', false],
    ]);
  });

  it('of a file on the card is told as loaded once more, of one in scope as to be changed', () => {
    const { entries, offCardTokens } = audit(
      request(8_000),
      read('src/parcel.mjs', 10),
      read('src/scale.mjs', 10),
      request(8_200),
    );
    expect(entries.map(({ name, onCard }) => [name, onCard])).toEqual([
      ['src/parcel.mjs', 'card'],
      ['src/scale.mjs', 'scope'],
    ]);
    expect(offCardTokens).toBe(0);
  });

  it('that no tool accounts for is told as unexplained; side chains and refused tools put nothing in', () => {
    const refused: TraceEvent = { t: 'tool', id: 'x', kind: 'read', paths: ['/etc/passwd'], ok: false, refused: true };
    const { entries } = audit(request(8_000), refused, request(90_000, 9, false), request(8_300));
    expect(entries).toEqual([
      { what: 'unexplained', name: 'nothing that was told', times: 1, tokens: 300, onCard: 'no', unaudited: false },
    ]);
  });

  it('is shared out so that roundings do not leave the last of many less than nothing', () => {
    const { entries } = audit(request(8_000, 0), read('a', 1), read('b', 1), read('c', 1), read('d', 0), request(8_002));
    expect(entries.map(({ name, tokens }) => [name, tokens])).toEqual([
      ['a', 1],
      ['c', 1],
      ['b', 0],
      ['d', 0],
    ]);
  });

  it('is shared out whole, whatever was told: entries are what the context grew by and what was said last', () => {
    const event = fc.oneof(
      fc.tuple(fc.nat(200_000), fc.nat(5_000)).map(([context, output]) => request(context, output)),
      fc
        .tuple(fc.constantFrom('a', 'b', 'src/parcel.mjs'), fc.option(fc.nat(9_999), { nil: undefined }))
        .map(([path, bytes]) => read(path, bytes)),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const requests = events.filter((one) => one.t === 'request');
        const growth = requests.slice(1).reduce((sum, one, at) => sum + Math.max(0, one.context - requests[at]!.context), 0);
        const { entries } = audit(...events);
        const told = entries.reduce((sum, { tokens }) => sum + tokens, 0);
        expect(told).toBe(growth + (requests.at(-1)?.delta.output ?? 0));
        expect(entries.every(({ tokens }) => tokens >= 0)).toBe(true);
      }),
    );
  });
});

it('an agent that told no request has a context that is unknown, not zero', () => {
  const seen = audit(read('a', 5));
  expect(seen).not.toHaveProperty('first');
  expect(seen).not.toHaveProperty('now');
  expect(seen.requests).toBe(0);
});
