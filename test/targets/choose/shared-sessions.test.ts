import { describe, expect, it } from 'vitest';
import { completeConfig } from '../../../src/cards/complete-config.ts';
import type { Adapter } from '../../../src/model/agent.ts';
import type { Story } from '../../../src/model/card.ts';
import type { RawConfig } from '../../../src/model/generated/config.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { candidates, packedJobs } from '../../../src/targets/choose/shared-sessions.ts';
import { forecastOf } from '../../plan/planned.ts';
import { carded, intentOf } from '../survey-of.ts';

const own = (id: string, more: Partial<Story> = {}) => carded(id, id, { files: [`src/${id}.ts`], ...more });

/** Two stories that fit one session, in a project with this config and journal. */
async function pair(
  config: RawConfig,
  { journal = [], resume = true, a = {} }: { journal?: JournalEntry[]; resume?: boolean; a?: Partial<Story> } = {},
) {
  const project = { config: completeConfig({ parallel: { sessions: 'packed' }, ...config }) };
  const intent = await intentOf({ stories: [own('a', a), own('b')], journal, project });
  const adapter = { name: 'claude', caps: { resume } } as Adapter;
  const measured = new Map(
    [...intent.survey.measured].map(([id, one]) => [id, { ...one, adapter, forecast: forecastOf(2_000, 7_000) }]),
  );
  const survey = { ...intent.survey, measured };
  return { survey, jobs: packedJobs(survey, intent.jobs), alone: candidates(survey, intent.jobs).map(({ alone }) => alone) };
}

const sharing = async (...given: Parameters<typeof pair>) => (await pair(...given)).jobs.map(({ shares }) => shares);

describe('with `parallel.sessions`', () => {
  it('own: every story has a session of its own', async () => {
    expect(await sharing({ parallel: { sessions: 'own' } })).toEqual([undefined, undefined]);
  });

  it('packed: those that fit together know with whom they share, in the order of integration', async () => {
    expect(await sharing({})).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

it('whoever cannot share is told why', async () => {
  expect((await pair({ roles: [{ name: 'test-writer' }, { name: 'implementer' }] })).alone).toEqual(['roles', 'roles']);
  expect((await pair({ isolation: 'clone' })).alone).toEqual(['clone', 'clone']);
  expect((await pair({ parallel: { mode: 'shared' } })).alone).toEqual(['checkout', 'checkout']);
  const subtasks = [{ id: 'one', title: 'One', files: [], dependsOn: [] }];
  expect((await pair({}, { a: { subtasks } })).alone).toEqual(['subtasks', undefined]);
  expect((await pair({}, { resume: false })).alone).toEqual(['agent', 'agent']);
});

it('a story that a session was at already goes on alone', async () => {
  const { survey } = await pair({});
  const { key } = survey.measured.get('a')!;
  const checkpoint: JournalEntry = { t: 'checkpoint', at: 1, run: 'r', story: 'a', key, commit: 'c', completed: [], pending: [] };
  const { alone, jobs } = await pair({}, { journal: [checkpoint] });
  expect(alone).toEqual(['begun', undefined]);
  expect(jobs.map(({ shares }) => shares)).toEqual([undefined, undefined]);
});
