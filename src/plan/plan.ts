import type { Adr, Story } from '../model/card.ts';
import type { Floor, Forecast } from '../model/budget.ts';
import type { Decision, Step } from '../model/target.ts';
import { dependencies, integrationOrder } from './order.ts';
import { scopesOverlap } from './scope.ts';

/** One story in the plan. */
export interface PlannedStory {
  readonly story: Story;
  readonly decisions: { readonly [S in Step]: Decision };
  /** Undefined while the floor cannot be measured (problems, unknown model). */
  readonly floor?: Floor;
  readonly forecast?: Forecast;
  readonly agent: string;
  /** Place in the order of integration, from 1. */
  readonly place: number;
  /** Open stories it may not run beside, and why. */
  readonly apart: readonly Apart[];
}

export type Apart =
  | { readonly story: string; readonly because: 'needs' | 'needed-by' }
  | { readonly story: string; readonly because: 'same-files' }
  | { readonly story: string; readonly because: 'files-unknown' };

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
  readonly floors: ReadonlyMap<string, Floor>;
  readonly forecasts: ReadonlyMap<string, Forecast>;
  readonly agents: ReadonlyMap<string, string>;
  readonly conflicts: 'sequential' | 'optimistic';
}

/** Who runs, who may run beside whom, in which order it is folded back, and what it will cost. Pure. */
export function planStories(input: PlanInput): Plan {
  const order = integrationOrder(input.stories, input.adrs);
  const byId = new Map(input.stories.map((story) => [story.id, story]));
  const open = input.stories.filter((story) => isOpen(input.decisions.get(story.id)!));
  const needs = dependencies(input.stories, open);
  const stories = order.map((id, index): PlannedStory => {
    const story = byId.get(id)!;
    const floor = input.floors.get(id);
    const forecast = input.forecasts.get(id);
    return {
      story,
      decisions: input.decisions.get(id)!,
      ...(floor ? { floor } : {}),
      ...(forecast ? { forecast } : {}),
      agent: input.agents.get(id) ?? 'default',
      place: index + 1,
      apart: isOpen(input.decisions.get(id)!) ? apartFrom(story, open, { needs, conflicts: input.conflicts }) : [],
    };
  });
  return { stories, totals: totals(stories) };
}

/** A story with something left to run. */
export function isOpen(decisions: PlannedStory['decisions']): boolean {
  return decisions.integrate.state === 'stale';
}

/** Open stories that an agent still has to implement, with their forecasts. */
export function toImplement(plan: Plan): { readonly id: string; readonly forecast: Forecast }[] {
  return plan.stories.flatMap(({ story, decisions, forecast }) =>
    forecast && isOpen(decisions) && decisions.implement.state === 'stale' ? [{ id: story.id, forecast }] : [],
  );
}

function apartFrom(
  story: Story,
  others: readonly Story[],
  rules: { needs: ReadonlyMap<string, ReadonlySet<string>>; conflicts: PlanInput['conflicts'] },
): Apart[] {
  return others
    .filter((other) => other.id !== story.id)
    .flatMap((other): Apart[] => {
      if (rules.needs.get(story.id)!.has(other.id)) return [{ story: other.id, because: 'needs' }];
      if (rules.needs.get(other.id)!.has(story.id)) return [{ story: other.id, because: 'needed-by' }];
      const clash = rules.conflicts === 'sequential' ? filesClash(story, other) : undefined;
      return clash ? [{ story: other.id, because: clash }] : [];
    });
}

/** Under `sequential`, two stories that may change the same file do not run side by side; undeclared files clash with all. */
export function filesClash(a: Pick<Story, 'files'>, b: Pick<Story, 'files'>): 'same-files' | 'files-unknown' | undefined {
  if (a.files.length === 0 || b.files.length === 0) return 'files-unknown';
  return scopesOverlap(a.files, b.files) ? 'same-files' : undefined;
}

function totals(stories: readonly PlannedStory[]): Plan['totals'] {
  const open = stories.filter((one) => isOpen(one.decisions));
  const paid = open.filter((one) => one.decisions.implement.state === 'stale' && one.forecast);
  const sum = (of: (forecast: Forecast) => number): number => paid.reduce((total, one) => total + of(one.forecast!), 0);
  const priced = paid.filter((one) => one.forecast!.usd !== undefined);
  return {
    open: open.length,
    toImplement: paid.length,
    floorTokens: sum((forecast) => forecast.floorTokens),
    p50Tokens: sum((forecast) => forecast.floorTokens + forecast.workingP50Tokens),
    ceilingTokens: sum((forecast) => forecast.ceilingTokens),
    ...(priced.length > 0 ? { usd: sum((forecast) => forecast.usd ?? 0) } : {}),
  };
}
