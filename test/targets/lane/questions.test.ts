import { expect, test } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Ask, Question } from '../../../src/model/allowance.ts';
import type { Told } from '../../../src/model/event.ts';
import type { Answer } from '../../../src/model/inbox.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { leaveAnswer } from '../../../src/record/answer-files.ts';
import { InboxItems } from '../../../src/targets/person/inbox-items.ts';
import { accountOf } from '../../../src/targets/run/open-account.ts';
import { Questions, type Word } from '../../../src/targets/lane/questions.ts';
import { manualClock, settled } from '../../rig/manual-clock.ts';
import { memoryFiles } from '../../rig/memory-files.ts';
import { storeOf } from '../survey-of.ts';

const RUN: Question = { by: 'budget', scope: 'run', name: '', unit: 'tokens', limit: 100, spent: 120, assumed: 0 };
const SPIKE: Question = { by: 'spike', story: 'add', expectedTokens: 1, workingTokens: 4 };
const STARTED: JournalEntry = { t: 'run-started', at: 0, run: 'r', command: 'xpar build', budgets: [] };

/** A build that asks, and a person here or there. */
class Room {
  readonly clock = manualClock();
  readonly files = memoryFiles();
  readonly told: Told[] = [];
  readonly words: Word[] = [];
  readonly interrupts = new AbortController();
  readonly store = storeOf([STARTED]);
  readonly questions: Questions;
  isMoot = false;

  constructor(ask?: Ask, approval = '1m') {
    const build = {
      host: { clock: this.clock, files: this.files },
      project: { config: completeConfig({ timeouts: { approval } }), store: this.store },
      run: 'r',
      tell: (event: Told) => void this.told.push(event),
      interrupted: this.interrupts.signal,
    } as unknown as ConstructorParameters<typeof Questions>[0];
    this.questions = new Questions({ ...build, items: new InboxItems(build as never) }, ask);
  }

  put(id: string, question: Question = RUN): void {
    const answered = (word: Word): void => void this.words.push(word);
    this.questions.put(id, { question, key: '', isMoot: () => this.isMoot, answered });
  }

  async answer(id: string, answer: Omit<Answer, 'by'>): Promise<void> {
    await leaveAnswer(this.files, this.store.layout, { t: 'inbox-answered', at: 1, id, answer: { ...answer, by: 'person' } });
    await this.clock.advance(1_000);
  }

  get kinds(): readonly string[] {
    return this.told.map((event) => event.t);
  }
}

/** Somebody at the terminal, who types when told to. */
function typist(): { readonly ask: Ask; readonly type: (more: number | undefined) => void; readonly aborted: () => number } {
  let type: (more: number | undefined) => void = () => undefined;
  let aborted = 0;
  const ask: Ask = (_question, signal) =>
    new Promise((resolve) => {
      type = resolve;
      signal.addEventListener('abort', () => (aborted++, resolve(undefined)), { once: true });
    });
  return { ask, type: (more) => type(more), aborted: () => aborted };
}

test('without a terminal a question stands in the inbox, and the answer there is how much more', async () => {
  const room = new Room();
  room.put('run');
  await settled();
  expect(room.told).toMatchObject([{ t: 'asked', item: 'A-1', until: room.clock.now() + 60_000 }]);
  await room.answer('A-1', { allow: true, more: 50 });
  expect(room.words).toEqual([{ by: 'inbox', more: 50 }]);
  expect(room.told.at(-1)).toMatchObject({ t: 'answered', by: 'inbox', more: 50 });
});

test('what is answered gives the budget more in every account of the run, once', async () => {
  const room = new Room();
  room.put('run');
  await settled();
  await room.answer('A-1', { allow: true, more: 50 });
  const { config } = { config: completeConfig({ budget: { overall: 100 } }) };
  const budgets = [{ scope: 'run', name: '', unit: 'tokens', limit: 100 }] as const;
  const account = accountOf({ config, state: room.store.state }, new Map(), { runs: ['r'], budgets });
  expect(account.budgets).toMatchObject([{ limit: 150 }]);
});

test('when its time is over it is answered by nobody, and an answer after that is none', async () => {
  const room = new Room();
  room.put('run');
  await room.clock.advance(61_000);
  expect(room.words).toEqual([{ by: 'nobody' }]);
  await room.answer('A-1', { allow: true, more: 50 });
  room.put('run');
  await settled();
  expect(room.told.at(-1)).toMatchObject({ t: 'asked', item: 'A-2' });
  await room.clock.advance(200);
  expect(room.store.state.inbox[0]).not.toHaveProperty('answer');
  expect(await room.files.list(room.store.layout.inbox)).toBeUndefined();
});

test('what nothing hangs on any longer is not waited for', async () => {
  const room = new Room();
  room.put('spike', SPIKE);
  await room.clock.advance(400);
  room.isMoot = true;
  await room.clock.advance(400);
  expect(room.words).toEqual([{ by: 'nobody' }]);
});

test('an answer from elsewhere ends the prompt at the terminal, and the terminal is told so', async () => {
  const { ask, aborted } = typist();
  const room = new Room(ask);
  room.put('spike', SPIKE);
  await settled();
  expect(room.told).toEqual([{ t: 'asked', question: SPIKE, item: 'A-1' }]);
  await room.answer('A-1', { allow: true });
  expect(room.words).toEqual([{ by: 'inbox', more: 1 }]);
  expect(aborted()).toBe(1);
});

test('an answer at the terminal closes the item: what comes after it changes nothing', async () => {
  const { ask, type } = typist();
  const room = new Room(ask);
  room.put('run');
  await settled();
  type(70);
  await settled();
  expect(room.words).toEqual([{ by: 'terminal', more: 70 }]);
  await room.answer('A-1', { allow: false });
  room.put('next', SPIKE);
  await room.clock.advance(1_000);
  expect(room.store.state.inbox[0]).toMatchObject({ answer: { allow: true, more: 70 } });
});

test('of an answer that lay there first and one at the terminal the first holds', async () => {
  const { ask, type } = typist();
  const room = new Room(ask);
  room.put('run');
  await settled();
  const left = { t: 'inbox-answered', at: 1, id: 'A-1', answer: { allow: true, by: 'person', more: 5 } } as const;
  await leaveAnswer(room.files, room.store.layout, left);
  type(undefined);
  await settled();
  expect(room.words).toEqual([{ by: 'inbox', more: 5 }]);
});

test('at the terminal one is asked after the other; without one all stand at once', async () => {
  const [there, elsewhere] = [new Room(typist().ask), new Room()];
  for (const room of [there, elsewhere]) {
    room.put('run');
    room.put('spike', SPIKE);
    await settled();
  }
  expect([there.kinds, elsewhere.kinds]).toEqual([['asked'], ['asked', 'asked']]);
});

test('an interrupt answers nothing, and leaves the item for the run that goes on from this one', async () => {
  const room = new Room();
  room.put('run');
  await settled();
  room.interrupts.abort();
  await settled();
  expect([room.words, room.kinds]).toEqual([[], ['asked']]);
  expect(room.store.state.inbox).toMatchObject([{ isTaken: false }]);
});
