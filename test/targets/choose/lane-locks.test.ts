import { expect, test } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import type { Story } from '../../../src/model/card.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { locksText } from '../../../src/report/locks-text.ts';
import { locksOf, type LockRow } from '../../../src/targets/choose/lane-locks.ts';
import { carded, surveyOf } from '../survey-of.ts';

const OWNER = { pid: 7, host: 'here', command: 'build' };
const NOW = 50_000;
const HOUR = 3_600_000;

/** A session of the lane that began then, as it stands in its folder. */
function session(story: string, startedAt: number): string {
  const sizes = ['rawFloorTokens', 'floorTokens', 'workingP50Tokens', 'workingP80Tokens', 'ceilingTokens'];
  const estimate = Object.fromEntries([...sizes, 'baseTokens', 'hardTokens'].map((name) => [name, 1]));
  const place = { path: `/lanes/${story}`, base: 'b0' };
  return JSON.stringify({ run: 'r', key: 'k', story, agent: 'a', model: 'm', attempt: 1, startedAt, place, parts: {}, estimate });
}

/** `startedAt` by lane; each wrote its last line a second after. */
function hostOf(owner: typeof OWNER | undefined, startedAt: Readonly<Record<string, number>>): Host {
  const laneOf = (file: string): string => file.split('/').at(-3)!;
  return {
    clock: { now: () => NOW },
    lock: { holder: async () => owner },
    git: { files: async () => new Map() },
    files: {
      readText: async (file: string) => {
        const at = startedAt[laneOf(file)];
        return at === undefined ? undefined : session(laneOf(file), at);
      },
      stamps: async (files: readonly string[]) =>
        files.flatMap((file) => [startedAt[laneOf(file)] === undefined ? -1 : 1, (startedAt[laneOf(file)] ?? 0) + 1000, 0, 0]),
    },
  } as unknown as Host;
}

const entry = (of: object): JournalEntry => ({ at: 2, run: 'r', key: 'k', ...of }) as unknown as JournalEntry;
const run = entry({ t: 'run-started', at: 1, command: 'build' });

function implementing(story: string): JournalEntry[] {
  const output = { path: `/lanes/${story}`, branch: `xpar/${story}`, base: 'b0', port: 1 };
  return [
    entry({ t: 'started', story, step: 'worktree' }),
    entry({ t: 'done', story, step: 'worktree', parts: {}, output }),
    entry({ t: 'started', story, step: 'implement' }),
  ];
}

async function rows(host: Host, stories: readonly Story[], journal: readonly JournalEntry[]): Promise<readonly LockRow[]> {
  return (await locksOf(host, await surveyOf({ stories, journal }))).locks;
}

test("a silent agent's lock is alive with its build, and tells its id, when the agent was heard and when its session ends", async () => {
  const stories = [carded('add', 'adds', { files: ['src/add.mjs'] })];
  const journal = [run, ...implementing('add')];
  const [row] = await rows(hostOf(OWNER, { add: 10_000 }), stories, journal);
  expect(row).toEqual({
    id: 'add@r',
    story: 'add',
    title: 'Weigh a parcel',
    state: 'running',
    files: ['src/add.mjs'],
    run: 'r',
    owner: { pid: 7, host: 'here' },
    since: 10_000,
    heartbeat: NOW,
    heard: 11_000,
    expiresAt: 10_000 + HOUR,
  });
  const [dead] = await rows(hostOf(undefined, { add: 10_000 }), stories, journal);
  expect(dead).toMatchObject({ state: 'stale', heartbeat: 11_000 });
  expect(dead).not.toHaveProperty('expiresAt');
});

test('of a story in parts the last sign and the last end of any of them count', async () => {
  const subtasks = ['one', 'two'].map((id) => ({ id, title: id, files: [], dependsOn: [] })) as Story['subtasks'];
  const journal = [run, ...implementing('calc'), ...implementing('calc--one'), ...implementing('calc--two')];
  const host = hostOf(OWNER, { 'calc--one': 20_000, 'calc--two': 30_000 });
  const [row] = await rows(host, [carded('calc', 'calc', { subtasks })], journal);
  expect(row).toMatchObject({ id: 'calc@r', heard: 31_000, expiresAt: 30_000 + HOUR });
});

test('work that stands and waits for a person is not said to be gone on from', async () => {
  const output = { commit: 'c', tree: 't', base: 'b0', changed: true };
  const journal = [
    run,
    ...implementing('add'),
    entry({ t: 'done', story: 'add', step: 'implement', parts: {}, output }),
    entry({ t: 'run-ended', exit: 3 }),
  ];
  const text = async (status: 'ready' | 'blocked'): Promise<string> => {
    const survey = await surveyOf({ stories: [carded('add', 'adds', { status })], journal });
    return locksText(await locksOf(hostOf(undefined, {}), survey), NOW);
  };
  expect(await text('ready')).toContain('add: work stands: the next build goes on from it\n');
  expect(await text('blocked')).toContain("add: work stands, and waits: its status is 'blocked'\n");
});
