import type { Adr, Story, Subtask } from '../model/card.ts';
import type { Floor, Forecast } from '../model/budget.ts';
import type { Decision, Step } from '../model/target.ts';
import type { PlaceReason } from '../model/place-reason.ts';
import { integrationOrder, placeReasons } from './order.ts';

/** One story in the plan. */
export interface PlannedStory {
  readonly story: Story;
  readonly decisions: { readonly [S in Step]: Decision };
  /** Undefined while the floor cannot be measured (problems, unknown model). */
  readonly floor?: Floor;
  readonly forecast?: Forecast;
  /** Where a config names roles: each, in order. */
  readonly roles?: readonly PlannedRole[];
  /** Where it is worked on in parts: each, in the order in which they are merged. */
  readonly subtasks?: readonly PlannedSubtask[];
  readonly agent: string;
  /** Place in the order of integration, from 1. */
  readonly place: number;
  /** What its place rests on. */
  readonly order: PlaceReason;
}

/** What one role's session on a story is expected to take. */
export interface PlannedRole {
  readonly role: { readonly name: string };
  readonly agent: string;
  readonly forecast: Forecast;
  /** It has had its turn. */
  readonly isDone: boolean;
}

/** What one subtask's session is expected to take. */
export interface PlannedSubtask {
  readonly subtask: Subtask;
  /** Ids of those whose work it begins from. */
  readonly needs: readonly string[];
  readonly forecast: Forecast;
  readonly isDone: boolean;
}

export interface Plan {
  /** In the order of integration. */
  readonly stories: readonly PlannedStory[];
  readonly totals: {
    readonly open: number;
    readonly toImplement: number;
    readonly floorTokens: number;
    readonly p50Tokens: number;
    readonly ceilingTokens: number;
    readonly usd?: number;
  };
}

export interface PlanInput {
  readonly stories: readonly Story[];
  readonly adrs: readonly Adr[];
  readonly decisions: ReadonlyMap<string, PlannedStory['decisions']>;
  /** What is measured and known of each, by id. */
  readonly measured: ReadonlyMap<string, Pick<PlannedStory, 'floor' | 'forecast' | 'roles' | 'subtasks' | 'agent'>>;
}

/** Who runs, in which order it is folded back, and what it will cost. Pure. */
export function planStories(input: PlanInput): Plan {
  const order = integrationOrder(input.stories, input.adrs);
  const reasons = placeReasons(input.stories, input.adrs);
  const byId = new Map(input.stories.map((story) => [story.id, story]));
  const stories = order.map((id, index): PlannedStory => {
    const story = byId.get(id)!;
    const { floor, forecast, roles, subtasks, agent = 'default' } = input.measured.get(id) ?? {};
    return {
      story,
      decisions: input.decisions.get(id)!,
      ...(floor ? { floor } : {}),
      ...(forecast ? { forecast } : {}),
      ...(roles ? { roles } : {}),
      ...(subtasks ? { subtasks } : {}),
      agent,
      place: index + 1,
      order: reasons.get(id)!,
    };
  });
  return { stories, totals: totalsOf(stories) };
}

/** A story with something left to run. */
export function isOpen(decisions: PlannedStory['decisions']): boolean {
  return decisions.integrate.state === 'stale';
}

/** What the jobs of a run cost: of stories whose `implement` is among their steps. */
export function priceOf(
  stories: readonly PlannedStory[],
  jobs: readonly { readonly story: string; readonly steps: readonly Step[] }[],
): Plan['totals'] {
  const paid = new Set(jobs.filter(({ steps }) => steps.includes('implement')).map(({ story }) => story));
  return totalsOf(stories.filter(({ story }) => paid.has(story.id)));
}

/** Sums over those that are open; tokens and USD of those that an agent still has to implement. */
function totalsOf(stories: readonly PlannedStory[]): Plan['totals'] {
  const open = stories.filter((one) => isOpen(one.decisions));
  const paid = open.filter((one) => one.decisions.implement.state === 'stale' && one.forecast);
  const sessions = paid.flatMap(sessionsOf);
  const sum = (of: (forecast: Forecast) => number): number => sessions.reduce((total, one) => total + of(one), 0);
  const priced = sessions.filter((one) => one.usd !== undefined);
  return {
    open: open.length,
    toImplement: paid.length,
    floorTokens: sum((forecast) => forecast.floorTokens),
    p50Tokens: sum((forecast) => forecast.floorTokens + forecast.workingP50Tokens),
    ceilingTokens: sum((forecast) => forecast.ceilingTokens),
    ...(priced.length > 0 ? { usd: sum((forecast) => forecast.usd ?? 0) } : {}),
  };
}

/** One for each role, or subtask, that is left. */
function sessionsOf({ roles, subtasks, forecast }: PlannedStory): readonly Forecast[] {
  const several = subtasks ?? roles;
  return several === undefined ? [forecast!] : several.flatMap((one) => (one.isDone ? [] : [one.forecast]));
}
