import type { DeclaredBudget, Story } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import { editDistance } from '../model/suggest.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';
import { differs, isAsked } from './rules.ts';

const NEAR_MODELS = 3;

/** What a story promises about its cost, and that a ready one promises enough: what is done, where, and for how much. */
export function budgetProblems(input: CheckInput): readonly CardProblem[] {
  return input.stories.flatMap((story) => storyProblems(story, input).filter(({ reason }) => isAsked(reason, story.status)));
}

function storyProblems(story: Story, { floors, models, integrated, isShared }: CheckInput): readonly CardProblem[] {
  const { id, budget } = story;
  const measured = floors.get(id)?.tokens;
  // What an integrated story was budgeted is history: it is not measured again, and its figures are left alone.
  const isHistory = integrated.has(id) && measured === undefined;
  return [
    ...(story.criteria > 0 ? [] : [{ reason: 'acceptance-missing', id, place: placeIn(story, '#acceptance criteria') } as const]),
    ...(story.files.length > 0 || integrated.has(id) || isShared === true
      ? []
      : [{ reason: 'files-undeclared', id, place: placeIn(story, '/files') } as const]),
    ...(budget === undefined
      ? [{ reason: 'budget-missing', id, place: placeIn(story, '/status') } as const]
      : [...modelProblems(story, budget, models), ...(isHistory ? [] : figureProblems(story, budget, measured))]),
  ];
}

function modelProblems(story: Story, { model }: DeclaredBudget, models: readonly string[]): readonly CardProblem[] {
  if (models.includes(model)) return [];
  const near = [...models]
    .sort((a, b) => editDistance(model, a) - editDistance(model, b) || (a < b ? -1 : 1))
    .slice(0, NEAR_MODELS);
  return [{ reason: 'unknown-model', model, near, place: placeIn(story, '/budget/model') }];
}

function figureProblems(story: Story, declared: DeclaredBudget, measured: number | undefined): readonly CardProblem[] {
  const { floorTokens, workingTokens, ceilingTokens } = declared;
  const problems: CardProblem[] = [];
  if (floorTokens !== undefined && measured !== undefined && differs('floor-differs', floorTokens, measured)) {
    problems.push({ reason: 'floor-differs', declared: floorTokens, measured, place: placeIn(story, '/budget/floor') });
  }
  if (floorTokens === undefined || workingTokens === undefined || ceilingTokens === undefined) return problems;
  const sum = floorTokens + workingTokens;
  if (differs('ceiling-differs', ceilingTokens, sum)) {
    problems.push({ reason: 'ceiling-differs', declared: ceilingTokens, sum, place: placeIn(story, '/budget/ceiling') });
  }
  return problems;
}
