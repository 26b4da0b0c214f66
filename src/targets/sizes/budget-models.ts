import { findModel, knownModels } from '../../budget/models.ts';
import type { Problem } from '../../model/problem.ts';
import type { Project } from '../project/project.ts';
import type { Review } from './review-budgets.ts';

/** How many names of models a message offers. */
const OFFERED = 8;

/** What a person has to do before these cards can have figures. */
export function missingModels(project: Project, reviews: readonly Review[]): readonly Problem[] {
  return reviews.flatMap(({ kind, card, standing }): readonly Problem[] => {
    if (kind !== 'story') return [];
    const { id, places, file, status } = card;
    if (standing === 'no-model' && status === 'ready')
      return [{ reason: 'budget-missing', id, models: offered(project), place: places['/status'] ?? { file } }];
    if (standing !== 'unknown-model') return [];
    const model = card.budget?.model ?? '';
    const found = findModel(model, project.config.models);
    return [
      { reason: 'unknown-model', model, near: 'near' in found ? found.near : [], place: places['/budget/model'] ?? { file } },
    ];
  });
}

/** The refusal of a name that no model has; undefined where one has it. */
export function unknownModel(project: Project, model: string): Problem | undefined {
  const found = findModel(model, project.config.models);
  if ('model' in found) return undefined;
  const names = found.near.length > 0 ? found.near : offered(project);
  return { reason: 'bad-argument', name: '--model', found: model, expected: `a known model, such as ${names.join(', ')}` };
}

/** Names to choose from: those that cards and the config name, then others. */
function offered({ stories, config }: Project): readonly string[] {
  const inUse = stories.flatMap(({ budget }) => budget?.model ?? []).filter((name) => 'model' in findModel(name, config.models));
  return [...new Set([...inUse, ...Object.keys(config.models), ...knownModels(config.models)])].slice(0, OFFERED);
}
