import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Going, Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();

async function building(...args: readonly string[]): Promise<Going> {
  const going = workshop.start(['watch', '--build', '--json', ...args]);
  await going.event(({ t }) => t === 'watching');
  return going;
}

async function ended(going: Going): Promise<Ran> {
  going.process.kill('SIGINT');
  return going.ended;
}

const usage = { type: 'usage', id: 'm1', input: 4000, output: 500, context: 4000 };
const editContract = (text: string): string =>
  text.replace('A result above `LIMIT` is `LIMIT`.', 'A result above `LIMIT` is an error.');
const integrated = (going: Going, story: string, nth = 1): Promise<unknown> =>
  going.event((event) => event.t === 'integrated' && event.story === story, nth);

function sessions(): readonly Extract<JournalEntry, { t: 'session' }>[] {
  const lines = workshop.read('.xpar/journal.jsonl').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line.slice(9)) as JournalEntry).filter((entry) => entry.t === 'session');
}

test('builds what is stale, waits, and builds what an edit makes stale; nothing runs for a reworded Why', async () => {
  workshop.plays(GOOD);
  const going = await building();
  await integrated(going, 'sum');
  await going.event(({ t }) => t === 'run-ended');
  workshop.edit('adr/ADR-2-one-limit.md', (text) => text.replace('so many beads', 'just so many beads'));
  await going.event(({ t }) => t === 'edited');
  workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid down twice'));
  const run = await going.event(({ t }) => t === 'run-started', 2);
  expect(run).toMatchObject({ stories: [{ id: 'double' }] });
  const told = (await ended(going)).told('edited');
  // What the run itself wrote woke nobody.
  expect(told.map(({ changes }) => changes.map(({ name }) => name))).toEqual([['ADR-2'], ['double']]);
});

test('an edit in flight cancels exactly the lane that it makes stale, at the price of what that had spent', async () => {
  workshop.configure({ retries: 1 });
  const going = await building('-j', '2');
  const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  await double.act({ do: 'tell', event: usage });
  await going.event((event) => event.t === 'usage' && event.story === 'double');
  const second = workshop.stage.next('double');
  workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid down twice'));
  await double.gone;
  expect(await going.event(({ t }) => t === 'stale-in-flight')).toMatchObject({
    story: 'double',
    step: 'implement',
    because: 'changed',
    changes: [{ part: 'body' }],
  });
  expect(await going.event(({ t }) => t === 'sunk')).toMatchObject({
    lanes: [{ story: 'double', tokens: 4500, workStands: false }],
    adrs: [],
    tokens: 4500,
  });
  const again = await second;
  expect(again.prompt).toContain('A row of beads is laid down twice.');
  expect(again.prompt).toContain('A session on an earlier version of this card was cut off');
  expect(again.prompt).toContain('A row of beads is laid twice.');
  await GOOD.double(again);
  await again.exit(0);
  await GOOD.add(add);
  await add.exit(0);
  workshop.plays({ sum: GOOD.sum });
  await Promise.all([integrated(going, 'add'), integrated(going, 'double'), integrated(going, 'sum')]);
  await going.event(({ t }) => t === 'run-ended');
  const ran = await ended(going);
  expect(ran).toMatchObject({ code: 0, signal: null });
  expect(ran.told('run-ended')).toMatchObject([
    { exit: 0, summary: { integrated: ['add', 'double', 'sum'], failed: [], waiting: [] } },
  ]);
  expect(ran.told('failed')).toEqual([]);
  // In the ledger the session that was cut off is a censored one, and it used up no attempt.
  expect(
    sessions()
      .map(({ session }) => `${session.story} ${session.attempt} ${session.censored} ${session.actual.spend.input}`)
      .toSorted(),
  ).toEqual(['add 1 false 2000', 'double 1 false 2000', 'double 1 true 4000', 'sum 1 false 2000']);
});

test('an edit that is undone before it counts costs no second session', async () => {
  workshop.edit('stories/sum.md', (text) => text.replace('status: ready', 'status: draft'));
  const going = await building('-j', '2');
  const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid down twice'));
  await going.event(({ t }) => t === 'edited');
  workshop.git('checkout', '--', 'stories/double.md');
  await going.event(({ t }) => t === 'replanned', 2);
  await GOOD.double(double);
  await double.exit(0);
  await integrated(going, 'double');
  await GOOD.add(add);
  await add.exit(0);
  await going.event(({ t }) => t === 'run-ended');
  const ran = await ended(going);
  expect(workshop.stage.begun.toSorted()).toEqual(['add#1', 'double#1']);
  expect([ran.told('edited').length, ran.told('stale-in-flight'), ran.told('sunk')]).toEqual([2, [], []]);
});

test('work that was done stands when the next wording was cut off and is undone: nobody implements it again', async () => {
  workshop.configure({
    gates: [{ name: 'test', rung: 3, command: ['sh', '-c', 'while [ ! -e ../../go ]; do sleep 0.05; done'] }],
  });
  for (const story of ['add', 'sum'])
    workshop.edit(`stories/${story}.md`, (text) => text.replace('status: ready', 'status: draft'));
  const going = await building();
  const double = await workshop.stage.session('double');
  await GOOD.double(double);
  await double.exit(0);
  await going.event((event) => event.t === 'started' && event.step === 'gate');
  const second = workshop.stage.next('double');
  workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid down twice'));
  const again = await second;
  workshop.git('checkout', '--', 'stories/double.md');
  await again.gone;
  await going.event((event) => event.t === 'started' && event.step === 'gate', 2);
  writeFileSync(path.join(workshop.root, 'go'), '');
  await integrated(going, 'double');
  await going.event(({ t }) => t === 'run-ended');
  await ended(going);
  expect(workshop.stage.begun).toHaveLength(2);
});

test('ctrl-C in the middle of a build ends it as a build: 130, nothing runs on, and the next build goes on from there', async () => {
  const going = await building('-j', '2');
  await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  expect(await ended(going)).toMatchObject({ code: 130, signal: null, stderr: '' });
  expect(workshop.leftovers()).toEqual([]);
  await workshop.newStage();
  workshop.plays(GOOD);
  expect(await workshop.xpar('build')).toMatchObject({ code: 0 });
});

test('an edited contract halts its cohort, and nobody else; the sunk tokens are told by lane and in all', async () => {
  workshop.edit('stories/sum.md', (text) => text.replace('depends_on: [add]', 'depends_on: []'));
  const going = await building('-j', '3');
  const stage = workshop.stage;
  const [add, double, sum] = await Promise.all(['add', 'double', 'sum'].map((story) => stage.session(story)));
  for (const one of [double!, sum!]) await one.act({ do: 'tell', event: usage });
  for (const story of ['double', 'sum']) await going.event((event) => event.t === 'usage' && event.story === story);
  const next = [workshop.stage.next('double'), workshop.stage.next('sum')];
  workshop.edit('adr/ADR-2-one-limit.md', editContract);
  await Promise.all([double!.gone, sum!.gone]);
  const told = (await going.event(({ t }) => t === 'sunk')) as { lanes: readonly { story: string }[] };
  expect(told).toMatchObject({ adrs: ['ADR-2'], tokens: 9000 });
  expect(told.lanes.map(({ story }) => story).toSorted()).toEqual(['double', 'sum']);
  for (const session of await Promise.all(next)) expect(session.prompt).toContain('A result above `LIMIT` is an error.');
  await GOOD.add(add!);
  await add!.exit(0);
  await integrated(going, 'add');
  expect(stage.begun.filter((one) => one === 'add#1')).toHaveLength(1);
  const ran = await ended(going);
  expect(ran).toMatchObject({ code: 130, signal: null });
  expect(
    ran
      .told('stale-in-flight')
      .map(({ story }) => story)
      .toSorted(),
  ).toEqual(['double', 'sum']);
});

test('a new card, and one that becomes ready, start within the run as lanes free up', async () => {
  workshop.edit('stories/double.md', (text) => text.replace('status: ready', 'status: draft'));
  workshop.edit('stories/sum.md', (text) => text.replace('status: ready', 'status: draft'));
  const going = await building('-j', '1');
  const add = await workshop.stage.session('add');
  workshop.edit('stories/double.md', (text) => text.replace('status: draft', 'status: ready'));
  expect(await going.event(({ t }) => t === 'replanned')).toMatchObject({
    stories: [{ id: 'add' }, { id: 'double' }, { id: 'sum' }],
  });
  expect(workshop.stage.begun).toEqual(['add#1']);
  workshop.plays({ double: GOOD.double });
  await GOOD.add(add);
  await add.exit(0);
  await integrated(going, 'double');
  await going.event(({ t }) => t === 'run-ended');
  const ran = await ended(going);
  expect(ran.told('run-started')).toHaveLength(1);
  expect(ran.told('stale-in-flight')).toEqual([]);
});

test('a card that is deleted in flight is cancelled; one that is broken while it is edited is not', async () => {
  const going = await building('-j', '2');
  const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
  workshop.edit('stories/add.md', (text) => text.replace('status: ready', 'stat'));
  await going.event(({ t }) => t === 'edited');
  rmSync(path.join(workshop.repository, 'stories/double.md'));
  await double.gone;
  expect(await going.event(({ t }) => t === 'stale-in-flight')).toMatchObject({ story: 'double', because: 'gone' });
  await going.event((event) => event.t === 'edited' && event.changes.some(({ name }) => name === 'double'));
  workshop.git('checkout', '--', 'stories/add.md');
  await going.event((event) => event.t === 'edited' && event.gone.length > 0);
  await GOOD.add(add);
  await add.exit(0);
  workshop.plays({ sum: GOOD.sum });
  await integrated(going, 'sum');
  await going.event(({ t }) => t === 'run-ended');
  const ran = await ended(going);
  expect(ran.told('stale-in-flight')).toHaveLength(1);
  expect(ran.told('run-ended')).toMatchObject([{ exit: 0, summary: { integrated: ['add', 'sum'] } }]);
});

test('a story that failed waits for an edit, and is built again by it; while it waits the lock is free', async () => {
  workshop.configure({ retries: 1 });
  workshop.edit('stories/sum.md', (text) => text.replace('status: ready', 'status: draft'));
  workshop.plays({ add: BAD_ADD, double: GOOD.double });
  const going = await building('-k');
  await going.event(({ t }) => t === 'run-ended');
  expect(await workshop.xpar('build', 'double')).toMatchObject({ code: 0 });
  const second = workshop.stage.next('add');
  workshop.edit('stories/add.md', (text) => text.replace('pushed together', 'put together'));
  const again = await second;
  await GOOD.add(again);
  await again.exit(0);
  await integrated(going, 'add');
  await going.event(({ t }) => t === 'run-ended', 2);
  expect(await ended(going)).toMatchObject({ code: 0 });
});

test('beside a build by hand it waits for the lock, says so once, and then builds what is left', async () => {
  const byHand = workshop.start(['build', 'add', '--json']);
  const add = await workshop.stage.session('add');
  const going = await building('-j', '2');
  expect(await going.event(({ t }) => t === 'problem')).toMatchObject({ finding: { problem: { reason: 'build-running' } } });
  workshop.plays({ double: GOOD.double, sum: GOOD.sum });
  await GOOD.add(add);
  await add.exit(0);
  expect(await byHand.ended).toMatchObject({ code: 0 });
  await Promise.all([integrated(going, 'double'), integrated(going, 'sum')]);
  await going.event(({ t }) => t === 'run-ended');
  const ran = await ended(going);
  expect(ran.told('problem')).toHaveLength(1);
  expect(ran).toMatchObject({ code: 0 });
});
