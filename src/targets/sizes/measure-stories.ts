import type { Host } from '../../host/host.ts';
import type { Adapter } from '../../model/agent.ts';
import type { Floor, Forecast } from '../../model/budget.ts';
import type { Adr, Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import type { Parts } from '../../model/target.ts';
import { BRIEF_VERSION } from '../../agents/brief.ts';
import type { PlannedRole, PlannedSubtask } from '../../plan/plan.ts';
import { storyState } from '../../record/fold.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import type { Pretence, Pretences } from '../../stale/decide.ts';
import { changedParts, digestOf, implementParts, keyOf, whatParts } from '../../stale/fingerprint.ts';
import { adapterFor, agentName } from '../project/adapters.ts';
import { forecastStory, overZone } from './forecast-story.ts';
import { floorInputs, floorParts, measureFloors, type FloorInputs, type Measured } from './measure.ts';
import { adrsInScope, startCommit, type Project } from '../project/project.ts';
import { forecastRoles } from './forecast-roles.ts';
import { forecastSubtasks } from './forecast-subtasks.ts';
import { rolesKey } from './roles.ts';
import { INSTRUCTIONS, settingsKey } from '../project/settings.ts';

/** A story with everything that can be known of it before it runs. */
export interface MeasuredStory {
  readonly story: Story;
  readonly adrs: readonly Adr[];
  readonly agent: string;
  readonly adapter: Adapter;
  readonly what: Parts;
  readonly key: string;
  readonly implementParts: Parts;
  readonly pretence?: Pretence;
  readonly budgetParts: Parts;
  readonly floor?: Floor;
  readonly forecast?: Forecast;
  /** Where a config names roles: what each is expected to take, in order. */
  readonly roles?: readonly PlannedRole[];
  /** Of one that is worked on in parts: what each is expected to take, in the order in which they are merged. */
  readonly subtasks?: readonly PlannedSubtask[];
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
  pretences: Pretences = new Map(),
): Promise<ReadonlyMap<string, MeasuredStory>> {
  const agents = new Map(
    Object.entries(project.config.agents).map(([name, config]): [string, Agent] => [
      name,
      { adapter: adapterFor(config, host), digest: digestOf(JSON.stringify(config)) },
    ]),
  );
  const described = project.stories.map((story) => describe(project, story, agents, pretences.get(story.id)));
  const open = described.filter((one) => one.story.status !== 'dropped' && !isSealed(project, one));
  const tree = await contextTree(host, project, open);
  const inputs = open.map((one) => floorInputs(one.story, one.adrs, tree, project));
  const floors = await floorsOf(host, project, inputs, tokens);
  const measured = new Map<string, MeasuredStory>(described.map((one) => [one.story.id, one]));
  for (const [at, one] of open.entries())
    measured.set(one.story.id, forecasted(project, one, { inputs: inputs[at]!, floors, host }));
  return measured;
}

/** Most cards name their context files outright: then only those, and what agents read unasked, are asked for, not the whole tree. */
async function contextTree(
  host: Host,
  project: Project,
  open: readonly MeasuredStory[],
): Promise<Awaited<ReturnType<Host['git']['files']>>> {
  const { top } = project.repository;
  const globs = new Set(open.flatMap(({ story }) => story.context));
  const named = await host.git.files(top, startCommit(project), [...globs, ...INSTRUCTIONS]);
  const isWhole = [...globs].every((glob) => named.has(glob));
  return isWhole ? named : host.git.files(top, startCommit(project));
}

interface Agent {
  readonly adapter: Adapter;
  /** Of its configuration. */
  readonly digest: string;
}

/** Floors by story: as the last budget-check left them where their inputs are the same, else counted. */
async function floorsOf(
  host: Host,
  project: Project,
  inputs: readonly FloorInputs[],
  tokens: TokenCache,
): Promise<ReadonlyMap<string, Pick<Measured, 'floor' | 'problems'>>> {
  const floors = new Map<string, Pick<Measured, 'floor' | 'problems'>>();
  const changed: FloorInputs[] = [];
  for (const one of inputs) {
    const last = storyState(project.store.state, one.story.id).steps['budget-check'];
    const same = last && changedParts(last.parts, floorParts(one, host.tokenizer.name)).length === 0;
    if (same) floors.set(one.story.id, { floor: last.output.floor, problems: one.problems });
    else changed.push(one);
  }
  const counted = changed.length === 0 ? [] : await measureFloors(host, project.repository.top, changed, tokens);
  for (const [at, one] of changed.entries()) floors.set(one.story.id, counted[at]!);
  return floors;
}

function forecasted(
  project: Project,
  one: MeasuredStory,
  seen: { inputs: FloorInputs; floors: ReadonlyMap<string, Pick<Measured, 'floor' | 'problems'>>; host: Host },
): MeasuredStory {
  const { floor, problems } = seen.floors.get(one.story.id)!;
  const budget = floorParts(seen.inputs, seen.host.tokenizer.name);
  const settings = settingsKey(project.config.agents[one.agent], seen.inputs.instructions);
  const worker = { adapter: one.adapter, settings };
  const forecast = forecastStory(project, one.story, floor, worker);
  const over = forecast && overZone(project, one.story, { floor, forecast }, worker);
  const own = forecastRoles(seen.host, project, one, { floor, inputs: seen.inputs });
  const parts = forecastSubtasks(project, one, floor, worker);
  // Nobody has all of it in one context, where it is worked on in parts.
  const tooMuch = parts ? parts.over : (over ?? own.over);
  return {
    ...one,
    budgetParts: budget,
    floor,
    problems: [...problems, ...own.problems],
    ...(own.roles.length === 0 ? {} : { roles: own.roles }),
    ...(parts ? { subtasks: parts.subtasks } : {}),
    ...(forecast ? { forecast } : {}),
    ...(tooMuch ? { over: tooMuch } : {}),
  };
}

/** Integrated, and the card and contracts still say what they said then: none of its other inputs is looked at. */
export function isSealed(project: Project, one: MeasuredStory): boolean {
  return project.landings.get(one.story.id)?.key === one.key && one.pretence?.step !== 'implement';
}

function describe(
  project: Project,
  story: Story,
  agents: ReadonlyMap<string, Agent>,
  pretence: Pretence | undefined,
): MeasuredStory {
  const adrs = adrsInScope(project, story);
  const agent = agentName(project.config, story);
  const { adapter, digest } = agents.get(agent)!;
  const what = whatParts(story, adrs);
  const key = keyOf(what);
  const roles = rolesKey(project.config, (name) => agents.get(name)!.digest);
  const { docs } = project.config;
  const how = {
    model: story.budget?.model ?? '',
    agent: digest,
    brief: String(BRIEF_VERSION),
    docs,
    ...(roles ? { roles } : {}),
  };
  return {
    story,
    adrs,
    agent,
    adapter,
    what,
    key,
    implementParts: implementParts(what, how),
    budgetParts: {},
    problems: [],
    ...(pretence ? { pretence } : {}),
  };
}
