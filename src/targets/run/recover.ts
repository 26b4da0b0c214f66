import path from 'node:path';
import type { AgentResult, LeftSession, ResumeOf } from '../../model/agent.ts';
import type { Config } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { StoryState } from '../../model/record.ts';
import type { SessionPlan } from '../../model/session-plan.ts';
import { billedTokens } from '../../model/budget.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { laneOf, storyState } from '../../record/fold.ts';
import { adapterFor, dialectOf } from '../project/adapters.ts';
import type { Build } from './build.ts';
import { graded } from '../choose/check-project.ts';
import { sameModel } from '../lane/follow.ts';
import { priced } from '../sizes/forecast-story.ts';
import { keepWork } from '../lane/keep-work.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';
import { roleEnd } from '../lane/role-end.ts';
import { asSubtask, subtasksLeft } from '../sizes/subtasks.ts';
import { onTurn } from '../lane/turn.ts';
import { planFile, readPlan, sessionMark, sessionRecord, type Watched } from '../lane/session-record.ts';

/** Stories with a session that began and is not in the ledger: under the lock, and before anything is started, its xpar is dead. */
export function orphaned({ store }: { readonly store: Pick<Project['store'], 'state'> }): readonly string[] {
  const { stories, underWay } = store.state;
  return [...underWay].filter((story) => stories.get(story)!.openSession !== undefined);
}

/**
 * What sessions left whose build was killed: what they used is entered in the ledger, once, and the work of those that had
 * finished is taken up. True where something was taken up, and what is to do has to be decided again.
 */
export async function recoverSessions(build: Build, measured: ReadonlyMap<string, MeasuredStory>): Promise<boolean> {
  let adopted = false;
  for (const story of orphaned(build.project)) await account(build, story);
  const { stories, underWay } = build.project.store.state;
  for (const story of underWay) {
    const state = storyState({ stories }, story);
    const card = cardOf(build, measured, story);
    if (state.unfinished !== 'implement' || card === undefined) continue;
    if (await adopt(build, card, state)) adopted = true;
  }
  return adopted;
}

/** Of a subtask's lane its story's, as that one has it. */
function cardOf({ project }: Build, measured: ReadonlyMap<string, MeasuredStory>, lane: string): MeasuredStory | undefined {
  const owner = ownerOf(lane);
  const card = measured.get(owner.story);
  if (card === undefined || owner.subtask === undefined) return card;
  const part = subtasksLeft(project, card).find((one) => one.lane === lane);
  return part && { ...card, story: asSubtask(card.story, part.subtask) };
}

/** All that reading a left session needs of a project. */
export interface Site {
  readonly host: Build['host'];
  readonly config: Config;
}

function at({ host, project: { config } }: Build): Site {
  return { host, config };
}

export interface Cut {
  readonly folder: string;
  readonly plan: SessionPlan;
}

/** The session's end as the ledger has it; a journal that already has it makes this nothing, however often it is done. */
async function account(build: Build, story: string): Promise<void> {
  const { host, project } = build;
  const state = storyState(project.store.state, story);
  const cut = await cutSession(build, story, state);
  const left = cut && (await leftOf(at(build), cut));
  if (cut === undefined || left === undefined)
    return project.store.append({ t: 'unstarted', at: host.clock.now(), run: state.unfinishedRun ?? '', story });
  const result = priced(project, cut.plan.model, left.result);
  const session = sessionRecord(cut.plan, result, untimed(left));
  await project.store.append({ t: 'session', at: host.clock.now(), run: cut.plan.run, key: cut.plan.key, session });
  build.tell({ t: 'problem', finding: graded(cutShort(story, result)) });
}

/** How long it ran, nobody timed: the clock may have been set meanwhile, and the machine may have slept. */
export function untimed({ events }: LeftSession): Watched {
  const version = events.find((event) => event.t === 'session')?.version ?? '';
  return { durationMs: 0, events, ...(version === '' ? {} : { version }) };
}

function cutShort(story: string, result: AgentResult): Problem {
  const known = result.spendSource !== 'none';
  return {
    reason: 'session-cut',
    story,
    requests: result.requests,
    ...(known ? { tokens: billedTokens(result.spend) } : {}),
  };
}

async function cutSession(build: Build, story: string, state: StoryState): Promise<Cut | undefined> {
  const folder = build.project.store.layout.attempt(story, state.openSession ?? state.starts);
  const plan = readPlan(await build.host.files.readText(planFile(folder)));
  return plan === undefined || plan.story !== story || plan.run !== state.unfinishedRun ? undefined : { folder, plan };
}

/** First nobody of it may live: what it tells after we looked would be lost. */
export async function leftOf({ host, config }: Site, { folder, plan }: Cut): Promise<LeftSession | undefined> {
  await host.commands.endMarked(sessionMark(plan, folder));
  const limits = { contextTokens: plan.estimate.hardTokens, ...config.timeouts };
  return adapterFor(dialectOf(config, plan.agent), host).left({
    cwd: plan.place.path,
    stateDir: folder,
    limits,
    ...resumedBy(plan, folder),
  });
}

const STORY_ID = /^[a-z0-9][a-z0-9-]*$/;

/** Of what the plan says, the folder is one of a story's sessions whatever it says. */
function resumedBy({ resumes, resumesNth, resumesStory }: SessionPlan, folder: string): { readonly resume?: ResumeOf } {
  if (resumes === undefined) return {};
  const own = path.dirname(folder);
  const of = resumesStory !== undefined && STORY_ID.test(resumesStory) ? path.join(path.dirname(own), resumesStory) : own;
  const at = Number.isInteger(resumesNth) ? { stateDir: path.join(of, String(resumesNth)) } : {};
  return { resume: { session: resumes, prompt: '', ...at } };
}

/** A session that said it was done, and whose work was not committed before the end came: what it left is the lane's work. */
async function adopt(build: Build, card: MeasuredStory, state: StoryState): Promise<boolean> {
  const { host, project } = build;
  const { story } = card;
  const cut = await finishedSession(build, story.id, state);
  const left = cut && (await leftOf(at(build), cut));
  if (cut === undefined || left === undefined) return false;
  const { folder, plan } = cut;
  if (!left.events.every((event) => event.t !== 'session' || sameModel(event.model, plan.model))) return false;
  const place = journaledPlace(plan, state);
  if (place === undefined || !(await host.files.exists(path.join(place.path, '.git')))) return false;
  const result: AgentResult = { ...left.result, outcome: 'completed' };
  if (project.config.roles.length > 0) return adoptRole(build, card, { cut, left: { ...left, result }, place });
  const kept = await keepWork(build, { story, agent: plan.agent, place, result, folder }).catch(() => undefined);
  if (kept === undefined || kept.leftOut.length > 0) return false;
  const { output } = kept;
  if (!output.changed && !project.landings.has(ownerOf(story.id).story)) return false;
  const { run, key, parts } = plan;
  await project.store.append({ t: 'done', at: host.clock.now(), run, story: story.id, step: 'implement', key, parts, output });
  build.tell({ t: 'problem', finding: graded({ reason: 'work-adopted', story: story.id }) });
  return true;
}

/** The same of one role's session; what comes of it is journalled there. */
async function adoptRole(
  build: Build,
  card: MeasuredStory,
  { cut, left, place }: { cut: Cut; left: LeftSession; place: SessionPlan['place'] },
): Promise<boolean> {
  const { host, project, run } = build;
  const { folder, plan } = cut;
  const lane = onTurn(host, project, { ...card, attempt: plan.attempt, folder });
  const { turn, story, key } = lane;
  if (turn === undefined || turn.role.name !== plan.role) return false;
  const verdict = left.events.findLast((event) => event.t === 'verdict');
  const end = await roleEnd(build, { ...lane, turn }, { place, result: left.result, folder, verdict }).catch(() => undefined);
  if (end?.end === 'done') {
    const { parts, output } = end;
    await project.store.append({ t: 'done', at: host.clock.now(), run, story: story.id, step: 'implement', key, parts, output });
  } else if (end?.end !== 'turned') return false;
  build.tell({ t: 'problem', finding: graded({ reason: 'work-adopted', story: story.id }) });
  return true;
}

/** The session of the step that was cut off, where the ledger says that it was completed. */
async function finishedSession(build: Build, story: string, state: StoryState): Promise<Cut | undefined> {
  const last = build.project.store.state.sessions.findLast((one) => laneOf(one) === story);
  if (last?.outcome !== 'completed' || last.run !== state.unfinishedRun) return undefined;
  const cut = await cutSession(build, story, state);
  return cut?.plan.startedAt === last.startedAt ? cut : undefined;
}

/** The plan lies where an agent may write: of the lane's place the journal is believed. */
function journaledPlace(plan: SessionPlan, { steps }: StoryState): SessionPlan['place'] | undefined {
  const place = steps.worktree?.output;
  return place?.path === plan.place.path && place.base === plan.place.base ? place : undefined;
}
