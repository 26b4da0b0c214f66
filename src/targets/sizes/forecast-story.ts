import { fitMultiplier, type Fit } from '../../budget/estimate.ts';
import { forecast } from '../../budget/forecast.ts';
import { findModel } from '../../budget/models.ts';
import { cutToFit } from '../../budget/cut.ts';
import { usdOf } from '../../budget/burn.ts';
import { learn } from '../../budget/sessions.ts';
import { ROLE } from '../../model/allowance.ts';
import type { Floor, Forecast, TokenSplit } from '../../model/budget.ts';
import type { Config } from '../../model/config.ts';
import type { Adapter, AgentResult } from '../../model/agent.ts';
import type { Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import { evidenceOf, type Project } from '../project/project.ts';

/** Who is to do a story: its agent, and the digest of what that agent's base hangs on. */
export interface Worker {
  readonly adapter: Adapter;
  readonly settings: string;
  /** Absent: the implementer. */
  readonly role?: string;
  /** On a subtask alone. */
  readonly isPart?: boolean;
}

/** The forecast of a measured floor, with everything sessions of this agent and model have taught; undefined for an unknown model. */
export function forecastStory(project: Project, story: Story, floor: Floor, worker: Worker): Forecast | undefined {
  const input = forecastInput(project, story, worker);
  return input && forecast({ ...input, rawFloorTokens: floor.tokens });
}

/** The refusal of a story that does not fit, with what to cut; undefined where it fits. */
export function overZone(
  project: Project,
  story: Story,
  measured: { floor: Floor; forecast: Forecast },
  worker: Worker,
): Extract<Problem, { reason: 'over-zone' }> | undefined {
  const { floor, forecast: expected } = measured;
  const input = forecastInput(project, story, worker);
  if (expected.verdict !== 'over' || !input) return undefined;
  const cut = cutToFit(floor, input);
  return {
    reason: 'over-zone',
    place: story.places['/budget'] ?? { file: story.file },
    id: story.id,
    ceiling: expected.ceilingTokens,
    base: expected.baseTokens,
    hard: expected.zone.hardTokens,
    fits: expected.fits,
    cut,
    enough:
      forecast({ ...input, rawFloorTokens: floor.tokens - cut.reduce((sum, { tokens }) => sum + tokens, 0) / expected.kappa })
        .verdict !== 'over',
  };
}

function forecastInput(
  project: Project,
  story: Story,
  { adapter, settings, role = ROLE, isPart = false }: Worker,
): Omit<Parameters<typeof forecast>[0], 'rawFloorTokens'> | undefined {
  const found = findModel(story.budget?.model ?? '', project.config.models);
  if (!('model' in found)) return undefined;
  const { model } = found;
  const seed = { kappa: model.kappa, base: adapter.base(model.name) };
  const { effort } = adapter;
  const key = { agent: adapter.name, model: model.name, settings, role, isPart, ...(effort === undefined ? {} : { effort }) };
  const { samples, fit, base, rates, kappa, priorMean, drift } = learnOnce(evidenceOf(project), key, seed);
  return {
    model,
    base,
    samples,
    fit,
    rates,
    ...(effort === undefined ? {} : { effort }),
    ...(drift === undefined ? {} : { drift }),
    ...(kappa === undefined ? {} : { kappa }),
    ...(priorMean === undefined ? {} : { priorMean }),
  };
}

type Lesson = Parameters<typeof learn>;

type Taught = ReturnType<typeof learn> & { readonly fit: Fit };

const learned = new WeakMap<Lesson[0], { readonly entries: number; readonly lessons: Map<string, Taught> }>();

/** Most stories ask the same of the same ledger, and it may be long. */
function learnOnce(state: Lesson[0], key: Lesson[1], seed: Lesson[2]): Taught {
  const entries = state.sessions.length + state.bases.length;
  const known = learned.get(state);
  const { lessons } = known?.entries === entries ? known : { lessons: new Map<string, Taught>() };
  learned.set(state, { entries, lessons });
  const name = JSON.stringify([key, seed]);
  const lesson = lessons.get(name) ?? taught(learn(state, key, seed));
  lessons.set(name, lesson);
  return lesson;
}

function taught(lesson: ReturnType<typeof learn>): Taught {
  return { ...lesson, fit: fitMultiplier(lesson.samples, lesson.priorMean) };
}

/** The session's spend with its price, where it told any. */
export function priced({ config }: Pick<Project, 'config'>, model: string, result: AgentResult): AgentResult {
  return result.spendSource === 'none' ? result : { ...result, spend: pricedSplit(config, model, result.spend) };
}

/** A split with its price: the agent's own where it tells one, else by the model's price list; none where neither is known. */
export function pricedSplit({ models }: Pick<Config, 'models'>, model: string, split: TokenSplit): TokenSplit {
  if (split.usd !== undefined) return split;
  const found = findModel(model, models);
  const prices = 'model' in found ? found.model.usdPerMillion : undefined;
  return prices === undefined ? split : { ...split, usd: usdOf(split, prices) };
}
