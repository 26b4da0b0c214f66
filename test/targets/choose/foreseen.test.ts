import { beforeEach, expect, test } from 'vitest';
import type { Foretold, Host, RadarLane } from '../../../src/host/host.ts';
import type { Story } from '../../../src/model/card.ts';
import type { ForeseenConflict } from '../../../src/model/foreseen.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { foreseen } from '../../../src/targets/choose/foreseen.ts';
import { carded, surveyOf } from '../survey-of.ts';

let looked: readonly string[];

beforeEach(() => {
  looked = [];
});

/** Every pair of lanes conflicts in a file named for both. */
const host = {
  git: {
    commitsAmong: async (_top: string, commits: readonly string[]) => new Set(commits),
    foretell: async (_top: string, { lanes }: { lanes: readonly RadarLane[] }) => {
      looked = lanes.map((lane) => `${lane.name}${'commit' in lane ? '!' : ''}`);
      return lanes.flatMap((one, at) =>
        lanes.slice(at + 1).map((other): Foretold => ({ lanes: [one.name, other.name], paths: [`${one.name}.${other.name}`] })),
      );
    },
  },
} as unknown as Host;

const part = (id: string): Story['subtasks'][number] => ({ id, title: id }) as Story['subtasks'][number];
const calc = carded('calc', 'calc', { subtasks: [part('one'), part('two'), part('three')] });

/** A step begins; with an output it has its end too. */
function step(story: string, name: 'worktree' | 'implement', isDone: boolean): JournalEntry[] {
  const of = { at: 2, run: 'r', story, step: name, key: 'k' };
  const output =
    name === 'worktree'
      ? { path: `/lanes/${story}`, branch: `xpar/${story}`, base: 'b0', port: 1 }
      : { commit: `c-${story}`, tree: 't', base: 'b0', changed: true };
  const begun = { ...of, t: 'started' } as unknown as JournalEntry;
  return isDone ? [begun, { ...of, t: 'done', parts: {}, output } as unknown as JournalEntry] : [begun];
}

const begun: readonly JournalEntry[] = [
  { t: 'run-started', at: 1, run: 'r', command: 'build' } as JournalEntry,
  ...['add', 'calc'].flatMap((story) => [...step(story, 'worktree', true), ...step(story, 'implement', false)]),
  ...['one', 'two'].flatMap((id) => step(`calc--${id}`, 'worktree', true)),
  ...step('calc--one', 'implement', false),
  ...step('calc--two', 'implement', true),
];

async function seen(more: readonly JournalEntry[] = []): Promise<readonly ForeseenConflict[]> {
  const survey = await surveyOf({ stories: [carded('add', 'add'), calc], journal: [...begun, ...more] });
  return foreseen(host, survey, true);
}

test('a story in parts is held against others part by part while they are in session, and its parts against nobody of their own', async () => {
  expect(await seen()).toEqual([{ stories: ['add', 'calc'], paths: ['add.calc--one', 'add.calc--two'] }]);
  expect(looked).toEqual(['add', 'calc--one', 'calc--two!']);
});

test('once they are brought together the story is one lane again', async () => {
  const together = step('calc', 'implement', true).slice(1);
  expect(await seen(together)).toEqual([{ stories: ['add', 'calc'], paths: ['add.calc'] }]);
  expect(looked).toEqual(['add', 'calc!']);
});
