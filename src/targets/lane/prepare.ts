import path from 'node:path';
import type { TreeEntry } from '../../host/host.ts';
import { briefText, type BriefExtra } from '../../agents/brief.ts';
import { sectionsLeft } from '../../agents/next-turn.ts';
import { conflictText } from '../../agents/conflict-brief.ts';
import { roleSections } from '../../agents/role-brief.ts';
import { subtaskSections } from '../../agents/subtask-brief.ts';
import type { Floor, Forecast } from '../../model/budget.ts';
import type { ParkedBy } from '../../model/allowance.ts';
import type { Problem } from '../../model/problem.ts';
import type { StepOutputs, StoryState } from '../../model/record.ts';
import type { TraceStart } from '../../model/trace.ts';
import { storyState } from '../../record/fold.ts';
import { agentName } from '../project/adapters.ts';
import { answersFor } from './answers-for.ts';
import type { Build, Lane } from '../run/build.ts';
import { checkpointFor } from './checkpoint.ts';
import { conflictOf, markersStanding } from './conflict-of.ts';
import { forecastStory, overZone } from '../sizes/forecast-story.ts';
import { floorInputs, measureFloor, type FloorInputs, type Measured } from '../sizes/measure.ts';
import { settingsKey } from '../project/settings.ts';
import type { Share } from './sharing.ts';
import { restFor } from './rest-of.ts';
import { isOthers } from '../sizes/subtasks.ts';
import { whatChanged } from './what-changed.ts';

/** What a session starts from. */
export interface Prepared {
  readonly prompt: string;
  readonly floor: Floor;
  readonly forecast: Forecast;
  readonly settings: string;
  readonly instructions: TraceStart['instructions'];
  /** The assignment, part by part. */
  readonly sections: Measured['sections'];
  /** It is one of several that take turns in a session. */
  readonly share?: Share;
}

/** The brief, and the forecast for exactly this brief: with what a retry or an edit adds to it. */
export async function prepare(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
): Promise<{ problem: Problem } | Prepared> {
  const { host, project } = build;
  const { top } = project.repository;
  const tree: ReadonlyMap<string, TreeEntry> = await host.git.files(top, place.base);
  const inputs = forPart(lane, floorInputs(lane.story, lane.adrs, tree, project));
  const measured = await measureFloor(host, top, inputs, build.tokens);
  const { turn } = lane;
  const sections = sectionsFor(lane, measured.sections, place);
  const prompt = await promptFor(build, lane, sections, place);
  const floor = { ...measured.floor, tokens: await host.tokenizer.count(prompt) };
  const settings = settingsKey(project.config.agents[agentName(project.config, lane.story)], inputs.instructions);
  const of = { ...(turn ? { role: turn.role.name } : {}), ...(lane.part ? { isPart: true } : {}) };
  const worker = { adapter: lane.adapter, settings, ...of };
  const forecast = forecastStory(project, lane.story, floor, worker);
  if (!forecast)
    return {
      problem: { reason: 'unknown-model', place: { file: lane.story.file }, model: lane.story.budget?.model ?? '', near: [] },
    };
  // Measured again at the lane's own base: what others landed meanwhile may have made the floor grow.
  const refusal = overZone(project, lane.story, { floor, forecast }, worker);
  if (refusal) return { problem: refusal };
  const prepared = { prompt, floor, forecast, settings, sections, instructions: await weighed(build, inputs, forecast.kappa) };
  const share = build.sharing?.shareOf(lane.story.id, Number(path.basename(lane.folder)), forecast);
  return share === undefined ? prepared : inTurn(build, lane, place, { ...prepared, share });
}

/** As a turn in a session that goes on: what that has been given already is not given again, and what it holds takes the place of the base. */
async function inTurn(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
  prepared: Prepared & { readonly share: Share },
): Promise<Prepared> {
  const { share, sections, forecast } = prepared;
  const { going } = share;
  if (going === undefined) return prepared;
  const prompt = await promptFor(build, lane, sectionsLeft(sections, going.given), place);
  const floorTokens = Math.round(forecast.kappa * (await build.host.tokenizer.count(prompt)));
  const ceilingTokens = floorTokens + forecast.workingP80Tokens;
  const inside = { ...forecast, baseTokens: going.heldTokens, floorTokens, ceilingTokens };
  return { ...prepared, forecast: inside, share: { ...share, prompt } };
}

/** A subtask is not given what others of its story change. */
function forPart({ part }: Lane, inputs: FloorInputs): FloorInputs {
  if (part === undefined) return inputs;
  return { ...inputs, files: inputs.files.filter(({ path }) => !isOthers(part.subtask, part, path)) };
}

function sectionsFor(
  { story, turn, part }: Lane,
  sections: Measured['sections'],
  { base }: StepOutputs['worktree'],
): Measured['sections'] {
  if (part) return subtaskSections(sections, part);
  return turn ? roleSections(sections, story, { ...turn, base }) : sections;
}

async function promptFor(
  build: Build,
  lane: Lane,
  sections: Measured['sections'],
  place: StepOutputs['worktree'],
): Promise<string> {
  const state = storyState(build.project.store.state, lane.story.id);
  const { parked } = state;
  const failure = state.failures.filter((one) => one.key === lane.key).at(-1);
  const change = await whatChanged(build, lane);
  const checkpoint = checkpointFor(build, lane);
  const left = checkpoint?.commit ?? state.work;
  return briefText(sections, {
    ...(failure ? { failure: { attempt: lane.attempt, of: build.project.config.retries, text: failure.failure } } : {}),
    ...(await clashed(build, lane, { ...place, left })),
    ...(change ? { change } : {}),
    ...(checkpoint ? { checkpoint } : {}),
    ...(place.path === build.checkout?.folder ? { isShared: true } : {}),
    ...restFor(build, lane),
    answers: answersFor(build, lane),
    ...(parked?.key === lane.key ? { handedBack: handedBackText(parked) } : {}),
  });
}

/** A conflict to do something about, or markers that stand where it goes on. */
async function clashed(
  build: Build,
  lane: Lane,
  place: Parameters<typeof markersStanding>[2],
): Promise<Pick<BriefExtra, 'conflict' | 'markers'>> {
  const conflict = await conflictOf(build, lane, place);
  return conflict ? { conflict: conflictText(conflict) } : { markers: await markersStanding(build, lane.story, place) };
}

const PARKED: Readonly<Record<ParkedBy['by'], string>> = {
  budget: 'A budget was spent.',
  zone: 'Its context came to its limit.',
  spike: 'It worked on far more than was expected.',
  answer: 'It asked for something that a person had to answer first.',
};

/** Why it was stopped, and what it said. */
function handedBackText({ why, report }: NonNullable<StoryState['parked']>): string {
  const because = PARKED[why.by];
  return report === undefined ? because : `${because}\n\n${report}`;
}

/** The files an agent reads unasked, in tokens of its model. */
async function weighed(
  { host, project, tokens }: Build,
  { instructions }: FloorInputs,
  kappa: number,
): Promise<Prepared['instructions']> {
  const texts = await host.git.blobs(
    project.repository.top,
    instructions.map(({ blob }) => blob),
  );
  return Promise.all(
    instructions.map(async ({ path, blob }) => {
      const text = Buffer.from(texts.get(blob) ?? []).toString();
      return { path, tokens: Math.round(kappa * (await tokens.count(text))) };
    }),
  );
}

/** First line of the session's trace. */
export function traceStart(lane: Lane, { forecast, floor, instructions, share }: Prepared, at: number): TraceStart {
  return {
    t: 'begun',
    at,
    story: lane.story.id,
    attempt: lane.attempt,
    ...(lane.turn ? { role: lane.turn.role.name } : {}),
    agent: lane.adapter.name,
    model: forecast.model,
    kappa: forecast.kappa,
    base: { tokens: forecast.baseTokens, source: share?.going ? 'held' : forecast.baseSource },
    floorTokens: forecast.floorTokens,
    ceilingTokens: forecast.ceilingTokens,
    hardTokens: forecast.zone.hardTokens,
    parts: floor.parts,
    scope: lane.story.files,
    instructions,
  };
}
