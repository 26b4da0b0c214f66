import type { Host } from '../host/host.ts';
import type { Adapter } from '../model/agent.ts';
import type { Floor, Forecast } from '../model/budget.ts';
import type { Adr, Story } from '../model/card.ts';
import type { Problem } from '../model/problem.ts';
import type { Parts } from '../model/target.ts';
import { BRIEF_VERSION } from '../agents/brief.ts';
import { storyState } from '../record/fold.ts';
import type { TokenCache } from '../record/token-cache.ts';
import { changedParts, digestOf, implementParts, keyOf, whatParts } from '../stale/fingerprint.ts';
import { adapterFor, agentName } from './adapters.ts';
import { forecastStory, overZone } from './forecast-story.ts';
import { floorInputs, floorParts, measureFloor } from './measure.ts';
import { adrsInScope, startCommit, type Project } from './project.ts';

/** A story with everything that can be known of it before it runs. */
export interface MeasuredStory {
  readonly story: Story;
  readonly adrs: readonly Adr[];
  readonly agent: string;
  readonly adapter: Adapter;
  readonly what: Parts;
  readonly key: string;
  readonly implementParts: Parts;
  readonly budgetParts: Parts;
  readonly floor?: Floor;
  readonly forecast?: Forecast;
  readonly over?: Extract<Problem, { reason: 'over-zone' }>;
  readonly problems: readonly Problem[];
}

/**
 * MEASURE: the floor of every story that is not integrated as it stands, each part counted. A floor whose inputs are
 * those of the last budget-check is taken from there: with nothing changed, nothing is read and the tokenizer sleeps.
 */
export async function measureStories(
  host: Host,
  project: Project,
  tokens: TokenCache,
): Promise<ReadonlyMap<string, MeasuredStory>> {
  const adapters = new Map(Object.entries(project.config.agents).map(([name, config]) => [name, adapterFor(config, host)]));
  const open = project.stories.filter((story) => story.status !== 'dropped' && !isSealed(project, story));
  const tree = open.length === 0 ? new Map() : await host.git.files(project.repository.top, startCommit(project));
  const measured = new Map<string, MeasuredStory>();
  for (const story of project.stories) {
    const known = describe(project, story, adapters);
    if (!open.includes(story)) {
      measured.set(story.id, { ...known, budgetParts: {}, problems: [] });
      continue;
    }
    const inputs = floorInputs(story, known.adrs, tree, project.gates);
    const parts = floorParts(inputs, host.tokenizer.name);
    const last = storyState(project.store.state, story.id).steps['budget-check'];
    const same = last && changedParts(last.parts, parts).length === 0;
    const { floor, problems } = same
      ? { floor: last.output.floor, problems: inputs.problems }
      : await measureFloor(host, project.repository.top, inputs, tokens);
    const forecast = forecastStory(project, story, floor, known.adapter);
    const over = forecast && overZone(project, story, { floor, forecast }, known.adapter);
    measured.set(story.id, {
      ...known,
      budgetParts: parts,
      floor,
      problems,
      ...(forecast ? { forecast } : {}),
      ...(over ? { over } : {}),
    });
  }
  return measured;
}

/** Integrated, and the card and contracts still say what they said then: none of its other inputs is looked at. */
function isSealed(project: Project, story: Story): boolean {
  return project.landings.get(story.id)?.key === keyOf(whatParts(story, adrsInScope(project, story)));
}

function describe(
  project: Project,
  story: Story,
  adapters: ReadonlyMap<string, Adapter>,
): Omit<MeasuredStory, 'budgetParts' | 'problems'> {
  const adrs = adrsInScope(project, story);
  const agent = agentName(project.config, story);
  const what = whatParts(story, adrs);
  const how = {
    model: story.budget?.model ?? '',
    agent: digestOf(JSON.stringify(project.config.agents[agent])),
    brief: String(BRIEF_VERSION),
  };
  return { story, adrs, agent, adapter: adapters.get(agent)!, what, key: keyOf(what), implementParts: implementParts(what, how) };
}
