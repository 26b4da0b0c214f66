import { beforeEach, expect, test } from 'vitest';
import type { Foretold, RadarLane } from '../../../src/host/host.ts';
import type { Told } from '../../../src/model/event.ts';
import type { JournalEntry, StepOutputs } from '../../../src/model/record.ts';
import type { Store } from '../../../src/record/store.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { Radar } from '../../../src/targets/waves/radar.ts';
import { storeOf } from '../survey-of.ts';

/** Pairs that do not merge, as `a b`, with the file they meet in. */
let clashes: Map<string, string>;
let looks: string[][];
let told: string[];
let radar: Radar;
let store: Store;
/** Settles the look that is under way; where it is set, looks wait for it. */
let held: Promise<void> | undefined;

const place = (story: string): StepOutputs['worktree'] => ({
  path: `/lanes/${story}`,
  branch: `xpar/${story}`,
  base: 'b0',
  port: 1,
});
const work = (story: string): StepOutputs['implement'] => ({
  commit: `c-${story}`,
  tree: `t-${story}`,
  base: 'b0',
  changed: true,
});
const usage = { t: 'usage' } as unknown as Told;

async function foretell(lanes: readonly RadarLane[]): Promise<readonly Foretold[]> {
  const names = lanes.map((lane) => ('commit' in lane ? `${lane.name}!` : lane.name));
  looks.push(names);
  const found = [...clashes].flatMap(([pair, path]): Foretold[] => {
    const two = pair.split(' ') as [string, string];
    return two.every((name) => lanes.some((lane) => lane.name === name)) ? [{ lanes: two, paths: [path] }] : [];
  });
  await held;
  return found;
}

/** All that waits for less than some seconds waits for nothing; the rest until the test lets it go on. */
const wait = (ms: number): Promise<void> => (ms < 5_000 ? Promise.resolve() : new Promise((resolve) => silences.push(resolve)));
let silences: (() => void)[];

beforeEach(() => {
  silences = [];
  [clashes, looks, told, held] = [new Map(), [], [], undefined];
  store = storeOf();
  const build = {
    host: {
      clock: { monotonicMs: () => 0, now: () => 0, wait },
      git: { foretell: (_top: string, { lanes }: { lanes: readonly RadarLane[] }) => foretell(lanes) },
    },
    project: { repository: { top: '/' }, config: { isolation: 'worktree' }, store },
    tell: (event: Told & { stories: string[]; paths: string[] }) =>
      told.push(`${event.stories.join(' ')}: ${event.paths.join()}`),
  } as unknown as Build;
  radar = new Radar(build, { tip: 'tip' });
});

/** What agents say has been heard, and looked after. */
async function heard(): Promise<void> {
  await new Promise(setImmediate);
  const before = looks.length;
  radar.hearing(() => {})(usage);
  await expect.poll(() => looks.length).toBeGreaterThan(before);
  await new Promise(setImmediate);
}

test('who is done is held against the others who are, at once, and against those in session soon after', async () => {
  for (const story of ['add', 'bare', 'calc']) radar.open(story, place(story));
  clashes.set('add bare', 'one').set('bare calc', 'two');
  await radar.done('add', work('add'));
  await radar.done('bare', work('bare'));
  expect(told).toContain('add bare: one');
  expect(looks).toContainEqual(['add!', 'bare!']);
  await expect.poll(() => told).toEqual(['add bare: one', 'bare calc: two']);
  expect(looks).toContainEqual(['add!', 'bare!', 'calc']);
});

test('what was told of a lane in session stands when another is done', async () => {
  for (const story of ['add', 'bare', 'calc']) radar.open(story, place(story));
  clashes.set('add bare', 'one');
  await heard();
  expect(told).toEqual(['add bare: one']);
  await radar.done('calc', work('calc'));
  expect(radar.conflicts).toEqual([{ stories: ['add', 'bare'], paths: ['one'] }]);
  clashes.clear();
  await heard();
  expect(told).toEqual(['add bare: one', 'add bare: ']);
});

test('a look that began before a lane went on says nothing of it', async () => {
  for (const story of ['add', 'bare']) radar.open(story, place(story));
  clashes.set('add bare', 'one');
  const { promise, resolve } = Promise.withResolvers<void>();
  held = promise;
  const early = heard();
  await expect.poll(() => looks.length).toBe(1);
  held = undefined;
  clashes.clear();
  await radar.done('bare', work('bare'));
  resolve();
  await early;
  expect(told).toEqual([]);
});

test('a story in parts is held against others by each of its parts from their first edit on, and they against nobody of their own', async () => {
  const hear = radar.hearing(() => {});
  const done = (story: string, step: 'worktree' | 'implement', output: object): Promise<void> =>
    store.append({ t: 'done', at: 0, run: 'r', story, key: 'k', step, parts: {}, output } as unknown as JournalEntry);
  const part = (subtask: string, state: 'started' | 'done' | 'stopped'): void =>
    hear({ t: 'subtask', story: 'calc', subtask, state });
  for (const story of ['add', 'calc']) radar.open(story, place(story));
  for (const subtask of ['one', 'two']) {
    await done(`calc--${subtask}`, 'worktree', place(`calc--${subtask}`));
    part(subtask, 'started');
  }
  clashes.set('add calc--one', 'x').set('add calc--two', 'y').set('calc--one calc--two', 'z');
  await heard();
  expect(looks.at(-1)).toEqual(['add', 'calc', 'calc--one', 'calc--two']);
  expect(told).toEqual(['add calc: x,y']);
  await done('calc--one', 'implement', work('calc--one'));
  part('one', 'done');
  clashes.delete('add calc--two');
  await expect.poll(() => told).toEqual(['add calc: x,y', 'add calc: x']);
  expect(looks.at(-1)).toContain('calc--one!');
  await radar.done('calc', work('calc'));
  clashes.clear();
  await heard();
  expect(looks.at(-1)).toEqual(['add', 'calc!']);
  expect(told.at(-1)).toBe('add calc: ');
});

test('agents that tell nothing are looked at now and then all the same, until fewer than two are in flight', async () => {
  radar.open('add', place('add'));
  expect(silences).toHaveLength(0);
  radar.open('bare', place('bare'));
  clashes.set('add bare', 'one');
  expect(silences).toHaveLength(1);
  silences.pop()!();
  await expect.poll(() => told).toEqual(['add bare: one']);
  expect(silences).toHaveLength(1);
  radar.close('bare');
  silences.pop()!();
  await new Promise(setImmediate);
  expect(silences).toHaveLength(0);
  expect(looks).toHaveLength(1);
});
