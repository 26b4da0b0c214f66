import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Told } from '../../../src/model/event.ts';
import type { PermissionAsk, Verdict } from '../../../src/model/inbox.ts';
import type { RawConfig } from '../../../src/model/generated/config.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { leaveAnswer } from '../../../src/record/answer-files.ts';
import type { Build, Lane, Seat } from '../../../src/targets/run/build.ts';
import { InboxDesk } from '../../../src/targets/run/desk.ts';
import { manualClock, settled } from '../../rig/manual-clock.ts';
import { memoryFiles } from '../../rig/memory-files.ts';
import { storeOf } from '../survey-of.ts';

const ASK: PermissionAsk = { tool: 'Bash', kind: 'execute', command: 'npm i', paths: [], why: 'commands are asked about' };

/** One lane at the desk, and a person who may answer. */
class Room {
  readonly clock = manualClock();
  readonly files = memoryFiles();
  readonly told: Told[] = [];
  readonly stops: string[] = [];
  readonly over = new AbortController();
  readonly journal: JournalEntry[];
  readonly store: ReturnType<typeof storeOf>;

  constructor(journal: JournalEntry[] = []) {
    this.journal = journal;
    const store = storeOf(journal);
    this.store = Object.assign(Object.create(store) as typeof store, {
      append: (entry: JournalEntry) => (this.journal.push(entry), store.append(entry)),
    });
  }

  seat(key = 'k', config: RawConfig = {}): Seat {
    const build = {
      host: { clock: this.clock, files: this.files },
      project: { config: completeConfig(config), store: this.store },
      run: 'r',
      tell: (event: Told) => void this.told.push(event),
      interrupted: new AbortController().signal,
    } as unknown as Build;
    const lane = { story: { id: 'add' }, key, adapter: { name: 'claude' } } as unknown as Lane;
    return new InboxDesk(build).seat(lane, (why) => void this.stops.push(why));
  }

  answer(id: string, allow: boolean, always = false): Promise<void> {
    const answer = { allow, by: 'person' as const, ...(always ? { always } : {}) };
    return leaveAnswer(this.files, this.store.layout, { t: 'inbox-answered', at: 1, id, answer });
  }

  get asked(): readonly string[] {
    return this.told.flatMap((event) => (event.t === 'inbox-opened' ? [event.item] : []));
  }
}

async function answered(room: Room, seat: Seat, how: readonly [string, boolean, boolean?], ask = ASK): Promise<Verdict> {
  const verdict = seat.approve(ask, room.over.signal);
  await settled();
  await room.answer(...how);
  await room.clock.advance(1_000);
  return verdict;
}

test('an answer that is left by another process is entered in the journal, taken once, and cleared away', async () => {
  const room = new Room();
  expect(await answered(room, room.seat(), ['A-1', true])).toEqual({ allow: true });
  expect(room.journal.map(({ t }) => t)).toEqual(['inbox-opened', 'inbox-answered', 'inbox-taken']);
  expect(await room.files.exists(room.store.layout.inbox)).toBe(false);
});

test('once is once: the same is asked again, under a new name', async () => {
  const room = new Room();
  await answered(room, room.seat(), ['A-1', true]);
  await answered(room, room.seat(), ['A-2', true]);
  expect(room.asked).toEqual(['A-1', 'A-2']);
});

interface Again {
  readonly key?: string;
  readonly config?: RawConfig;
  readonly ask?: PermissionAsk;
}

const HARD = { kind: 'claude', effort: 'high' } as const;

const ALWAYS: readonly (readonly [string, Again, boolean])[] = [
  ['exactly the same', {}, true],
  ['another command', { ask: { ...ASK, command: 'npm i left-pad' } }, false],
  ['another tool', { ask: { ...ASK, tool: 'Shell' } }, false],
  ['the same of an edited card', { key: 'k2' }, false],
  ['the same of an agent that is configured otherwise', { config: { agents: { default: HARD } } }, false],
];

test.each(ALWAYS)('what is allowed for good only exactly that: %s', async (_what, { key, config, ask = ASK }, covers) => {
  const room = new Room();
  await answered(room, room.seat(), ['A-1', true, true]);
  const verdict = room.seat(key, config).approve(ask, room.over.signal);
  await room.clock.advance(200);
  room.over.abort();
  expect((await verdict).allow).toBe(covers);
  expect(room.asked).toEqual(covers ? ['A-1'] : ['A-1', 'A-2']);
});

test('what was allowed for good can be taken back, also while a build runs', async () => {
  const room = new Room();
  await answered(room, room.seat(), ['A-1', true, true]);
  await room.answer('A-1', false);
  expect(await room.seat().approve(ASK, room.over.signal)).toMatchObject({ allow: false });
  expect(JSON.parse(room.files.contents.get(room.store.layout.approvals)!)).toMatchObject({ approvals: [] });
});

test('a refusal holds for the card, without another question', async () => {
  const room = new Room();
  await answered(room, room.seat(), ['A-1', false]);
  expect(await room.seat().approve(ASK, room.over.signal)).toMatchObject({ allow: false });
  expect(room.asked).toEqual(['A-1']);
});

test('two lanes that ask at once get a name each', async () => {
  const room = new Room();
  const desk = room.seat();
  const both = [desk.approve(ASK, room.over.signal), desk.approve({ ...ASK, command: 'b' }, room.over.signal)];
  await room.clock.advance(200);
  expect(room.asked).toEqual(['A-1', 'A-2']);
  await room.answer('A-2', true);
  await room.answer('A-1', false);
  await room.clock.advance(400);
  expect((await Promise.all(both)).map(({ allow }) => allow)).toEqual([false, true]);
  expect(desk.waitedMs).toBeGreaterThan(0);
});

test('without an answer in time the session is stopped, and parked for exactly that', async () => {
  const room = new Room();
  const seat = room.seat('k', { timeouts: { approval: '1m' } });
  const verdict = seat.approve(ASK, room.over.signal);
  await room.clock.advance(61_000);
  expect(await verdict).toMatchObject({ allow: false, cancelled: true });
  expect([room.stops, seat.parkedBy]).toEqual([['answer'], { by: 'answer', item: 'A-1', text: 'Bash npm i' }]);
  expect(seat.waitedMs).toBe(60_000);
});

test('an item that was left open is gone on with, not doubled', async () => {
  const room = new Room();
  const first = room.seat().approve(ASK, room.over.signal);
  await settled();
  const again = new Room(room.journal);
  const verdict = again.seat().approve(ASK, again.over.signal);
  await settled();
  expect(again.asked).toEqual(['A-1']);
  expect(again.journal.filter(({ t }) => t === 'inbox-opened')).toHaveLength(1);
  for (const { over } of [room, again]) over.abort();
  expect((await Promise.all([first, verdict])).map(({ allow }) => allow)).toEqual([false, false]);
});

test('an agent is stopped at the third refusal of the same, and not for three of another kind', async () => {
  const room = new Room();
  const seat = room.seat();
  const push = { t: 'denied', tool: 'Bash', reason: 'x', action: 'git push' } as const;
  for (const action of ['a', 'b', 'c']) await seat.refused({ ...push, action });
  await seat.refused(push);
  await seat.refused(push);
  expect(room.stops).toEqual([]);
  await seat.refused(push);
  await seat.refused(push);
  expect([room.stops, room.asked]).toEqual([['answer'], ['A-1']]);
});
