import type { Allowances, OnExceed } from '../../model/allowance.ts';
import type { Problem } from '../../model/problem.ts';
import { suggest } from '../../model/suggest.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

/** Budgets as a command line sets them, over the config's. */
export interface BudgetAsked {
  readonly tokens?: number;
  readonly usd?: number;
  /** Tokens, by story. */
  readonly stories?: Readonly<Record<string, number>>;
  readonly onExceed?: OnExceed;
}

/** The project under the budgets asked for; a story that is in no card, nor integrated, is refused with the one nearest. */
export function allowed(project: Project, asked: BudgetAsked = {}): Got<Project> {
  const problems = [
    ...unknownStories(project, Object.keys(project.config.budget.stories), (found, near) => ({
      reason: 'config-invalid',
      file: project.configFile ?? '',
      place: { file: project.configFile ?? '' },
      path: `budget.perStory.${found}`,
      found,
      ...near,
    })),
    ...unknownStories(project, Object.keys(asked.stories ?? {}), (found, near) => ({
      reason: 'bad-argument',
      name: '--story-budget',
      found,
      ...near,
    })),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const budget = over(project.config.budget, asked);
  return { ok: true, value: { ...project, config: { ...project.config, budget } } };
}

/** What a run that is under way may spend is the run's own to say, as it goes: no story is kept from it by looking. */
export function unbounded(project: Project): Got<Project> {
  const budget = { ...project.config.budget, run: {}, stories: {}, roles: {}, commands: {} };
  return { ok: true, value: { ...project, config: { ...project.config, budget } } };
}

/** What is given takes the place of the config's figure in the same unit; the rest stays. */
function over(set: Allowances, { tokens, usd, stories = {}, onExceed }: BudgetAsked): Allowances {
  const asked = Object.entries(stories).map(([id, limit]): [string, Allowances['run']] => {
    const before = Object.hasOwn(set.stories, id) ? set.stories[id] : {};
    return [id, { ...before, tokens: limit }];
  });
  return {
    ...set,
    run: { ...set.run, ...(tokens === undefined ? {} : { tokens }), ...(usd === undefined ? {} : { usd }) },
    stories: { ...set.stories, ...Object.fromEntries(asked) },
    ...(onExceed === undefined ? {} : { onExceed }),
  };
}

function unknownStories(
  { stories, unreadable, landings }: Project,
  named: readonly string[],
  problem: (found: string, near: { expected: string; suggestion?: string }) => Problem,
): readonly Problem[] {
  const ids = [...stories.map(({ id }) => id), ...unreadable];
  const known = new Set([...ids, ...landings.keys()]);
  return named.flatMap((name) => {
    if (known.has(name)) return [];
    const suggestion = suggest(name, ids);
    return [problem(name, { expected: 'the id of a story', ...(suggestion === undefined ? {} : { suggestion }) })];
  });
}
