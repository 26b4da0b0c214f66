import path from 'node:path';
import { turnsOf } from '../../budget/turns.ts';
import { ROLE } from '../../model/allowance.ts';
import type { AgentEvent, AgentResult } from '../../model/agent.ts';
import type { Forecast } from '../../model/budget.ts';
import type { SessionRecord, StepOutputs } from '../../model/record.ts';
import type { SharedTurn } from '../../model/shared-turn.ts';
import { ESTIMATE_SIZES, type SessionPlan } from '../../model/session-plan.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import type { Build, Lane } from '../run/build.ts';
import { payerOf } from '../run/open-account.ts';
import type { Resumed } from './resume.ts';
import type { Share } from './sharing.ts';

/** What is known of the lane's session before its agent starts. */
export function sessionPlan(
  build: Build,
  lane: Lane,
  at: {
    forecast: Forecast;
    settings: string;
    place: StepOutputs['worktree'];
    startedAt: number;
    resume: Resumed | undefined;
    share?: Share | undefined;
  },
): SessionPlan {
  const { forecast, settings, place, startedAt, resume, share } = at;
  return {
    run: build.run,
    key: lane.key,
    story: lane.story.id,
    attempt: lane.attempt,
    role: lane.turn?.role.name ?? ROLE,
    command: payerOf(build.project, lane.story).command,
    agent: lane.adapter.name,
    model: forecast.model,
    ...(forecast.effort === undefined ? {} : { effort: forecast.effort }),
    settings,
    startedAt,
    ...(resume ? { resumes: resume.session } : {}),
    ...(resume?.nth === undefined ? {} : { resumesNth: resume.nth }),
    ...(resume?.story === undefined ? {} : { resumesStory: resume.story }),
    ...(share === undefined ? {} : { shared: share.turn }),
    estimate: {
      rawFloorTokens: forecast.rawFloorTokens,
      floorTokens: forecast.floorTokens,
      workingP50Tokens: forecast.workingP50Tokens,
      workingP80Tokens: forecast.workingP80Tokens,
      ceilingTokens: forecast.ceilingTokens,
      // Of a later turn it is the first one's.
      baseTokens: share?.going === undefined ? forecast.baseTokens : 0,
      hardTokens: forecast.zone.hardTokens,
    },
    place,
    parts: lane.implementParts,
  };
}

/** What was seen of a session beside its result. */
export interface Watched {
  readonly durationMs: number;
  readonly version?: string;
  readonly events: readonly AgentEvent[];
}

/** The session as the ledger keeps it: estimate, actual, outcome. */
export function sessionRecord(plan: SessionPlan, result: AgentResult, watched: Watched): SessionRecord {
  const { attempt, role, command, agent, model, effort, settings, startedAt, estimate } = plan;
  const { durationMs, version, events } = watched;
  const turns = turnsOf(events);
  const shared = turnTaken(plan, result);
  const isPart = plan.resumes !== undefined && plan.shared === undefined;
  return {
    ...ownerOf(plan.story),
    attempt,
    ...(role === undefined ? {} : { role }),
    ...(command === undefined ? {} : { command }),
    agent,
    model,
    ...(effort === undefined ? {} : { effort }),
    ...(version === undefined ? {} : { version }),
    ...(settings === undefined ? {} : { settings }),
    startedAt,
    durationMs,
    outcome: result.outcome,
    estimate,
    actual: actualOf(result, estimate, isPart ? 'resumed' : shared),
    // What it worked before is another session's: of the whole this is a part.
    censored: result.outcome !== 'completed' || isPart,
    ...(isPart ? { resumed: true } : {}),
    ...(shared === undefined ? {} : { shared }),
    ...(turns === undefined ? {} : { turns }),
  };
}

/** The turn as it came to be: an agent that could not go on with the session has begun one, and paid its base. */
function turnTaken({ shared, resumes, story, attempt }: SessionPlan, { session }: AgentResult): SharedTurn | undefined {
  const isAfresh = resumes !== undefined && session !== undefined && session !== resumes;
  return shared !== undefined && isAfresh ? { session: `${story}/${attempt} afresh`, place: 1 } : shared;
}

/** Of a session that goes on the first context is no floor; of a shared one, what came on top of what it held is. */
function firstOf(
  firstContext: number | undefined,
  baseTokens: number,
  how: SharedTurn | 'resumed' | undefined,
): Pick<SessionRecord['actual'], 'firstContextTokens' | 'floorTokens'> {
  if (firstContext === undefined || how === 'resumed') return {};
  const { heldTokens } = how ?? {};
  if (heldTokens !== undefined) return { floorTokens: Math.max(0, firstContext - heldTokens) };
  return { firstContextTokens: firstContext, floorTokens: Math.max(0, firstContext - baseTokens) };
}

function actualOf(
  result: AgentResult,
  { baseTokens }: SessionRecord['estimate'],
  how: SharedTurn | 'resumed' | undefined,
): SessionRecord['actual'] {
  const { firstContext, workingTokens, peakContext, requests, spend, spendSource } = result;
  return {
    ...firstOf(firstContext, baseTokens, how),
    ...(workingTokens === undefined ? {} : { workingTokens }),
    ...(peakContext === undefined ? {} : { peakTokens: peakContext }),
    requests,
    spend,
    spendSource,
  };
}

export function planFile(folder: string): string {
  return path.join(folder, 'session.json');
}

/** What every process of one session carries in its environment: by it they are found when their xpar is dead. */
export function sessionMark(plan: Pick<SessionPlan, 'run' | 'story'>, folder: string): { readonly XPAR_SESSION: string } {
  return { XPAR_SESSION: `${plan.run}/${plan.story}/${path.basename(folder)}` };
}

/** Undefined where it is none: written whole or not at all, but an agent may have had its hands in it. */
export function readPlan(text: string | undefined): SessionPlan | undefined {
  try {
    const plan = JSON.parse(text ?? '') as Partial<SessionPlan>;
    const texts = [plan.run, plan.key, plan.story, plan.agent, plan.model, plan.place?.path, plan.place?.base];
    const numbers = [plan.attempt, plan.startedAt, ...ESTIMATE_SIZES.map((name) => plan.estimate?.[name])];
    const sound = texts.every((one) => typeof one === 'string') && numbers.every(Number.isFinite) && plan.parts instanceof Object;
    return sound ? (plan as SessionPlan) : undefined;
  } catch {
    return undefined;
  }
}
