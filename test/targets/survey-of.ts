import { completeConfig } from '../../src/cards/complete-config.ts';
import type { Host } from '../../src/host/host.ts';
import type { Adapter } from '../../src/model/agent.ts';
import type { Adr, Story } from '../../src/model/card.ts';
import type { Finding } from '../../src/model/problem.ts';
import type { JournalEntry } from '../../src/model/record.ts';
import { plannedJobs } from '../../src/plan/jobs.ts';
import { planStories } from '../../src/plan/plan.ts';
import { startFold } from '../../src/record/fold.ts';
import { layoutOf } from '../../src/record/layout.ts';
import type { Store } from '../../src/record/store.ts';
import { implementParts, keyOf, whatParts } from '../../src/stale/fingerprint.ts';
import { decideStories } from '../../src/targets/choose/decide-stories.ts';
import type { Intent, Survey } from '../../src/targets/choose/intent.ts';
import type { MeasuredStory } from '../../src/targets/sizes/measure-stories.ts';
import { adrsInScope, type Project } from '../../src/targets/project/project.ts';
import { adrOf, storyOf } from '../rig/story-of.ts';

/** What stands on a desk; say only what the test is about. */
export interface Desk {
  readonly stories: readonly Story[];
  readonly adrs?: readonly Adr[];
  readonly unreadable?: readonly string[];
  readonly findings?: readonly Finding[];
  readonly journal?: readonly JournalEntry[];
  readonly project?: Partial<Project>;
}

/** A story whose body and digest are `words`. */
export function carded(id: string, words: string, more: Partial<Story> = {}): Story {
  return storyOf({ id, digest: `${words} ${JSON.stringify(more)}`, what: { title: id, body: words, acceptance: '' }, ...more });
}

/** An ADR whose contract is `words`. */
export function contracted(id: string, words: string, more: Partial<Adr> = {}): Adr {
  return adrOf({ id, contract: words, digest: words, ...more });
}

/** A journal in memory. */
export function storeOf(journal: readonly JournalEntry[] = []): Store {
  const fold = startFold(journal);
  const texts = new Map<string, string>();
  return {
    layout: layoutOf('/repo/.git'),
    get state() {
      return fold.state;
    },
    problems: [],
    append: async (entry) => fold.take(entry),
    keepText: async (digest, text) => void texts.set(digest, text),
    text: async (digest) => texts.get(digest),
  };
}

export async function surveyOf({
  stories,
  adrs = [],
  unreadable = [],
  findings = [],
  journal,
  project: more,
}: Desk): Promise<Survey> {
  const project = {
    repository: { top: '/repo', commonDir: '/repo/.git' },
    config: completeConfig({}),
    configParts: [],
    stories,
    adrs,
    unreadable,
    problems: [],
    base: { name: 'main', commit: 'c0' },
    integration: { ref: 'refs/heads/xpar/integration' },
    landings: new Map(),
    laneTips: new Map(),
    gates: [{ name: 'test', rung: 3, command: ['npm', 'test'], timeoutMs: 1, onRequest: false }],
    store: storeOf(journal),
    ...more,
  } as Project;
  const measured = new Map(stories.map((story) => [story.id, measuredOf(project, story)]));
  const decisions = await decideStories(HOST, project, measured, findings);
  return { project, measured, findings, plan: planStories({ stories, adrs, decisions, measured }) };
}

/** Every lane and every commit is there. */
const HOST = {
  files: { exists: async () => true },
  git: { commitsAmong: async (_top: string, commits: readonly string[]) => new Set(commits) },
} as unknown as Host;

function measuredOf(project: Project, story: Story): MeasuredStory {
  const adrs = adrsInScope(project, story);
  const what = whatParts(story, adrs);
  const how = { model: story.budget?.model ?? 'm', agent: 'a', brief: '1' };
  const adapter = { name: 'command', caps: { resume: true } } as Adapter;
  return {
    story,
    adrs,
    agent: 'default',
    adapter,
    what,
    key: keyOf(what),
    implementParts: implementParts(what, how),
    budgetParts: {},
    problems: [],
  };
}

/** Everything that is stale is asked for. */
export async function intentOf(desk: Desk): Promise<Intent> {
  const survey = await surveyOf(desk);
  const selection = new Map(desk.stories.map(({ id }) => [id, 'integrate' as const]));
  const jobs = plannedJobs(survey.plan.stories, selection);
  return { survey, jobs, price: survey.plan.totals, held: [], asked: [...selection.keys()] };
}
