import { findModel } from '../../budget/models.ts';
import type { Host } from '../../host/host.ts';
import type { Floor } from '../../model/budget.ts';
import type { Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import type { RoleConfig } from '../../model/role.ts';
import type { Parts } from '../../model/target.ts';
import type { PlannedRole } from '../../plan/plan.ts';
import { adapterFor, agentName } from '../project/adapters.ts';
import { forecastStory, overZone } from './forecast-story.ts';
import type { FloorInputs } from './measure.ts';
import type { Project } from '../project/project.ts';
import { asRole, rolesLeft } from './roles.ts';
import { settingsKey } from '../project/settings.ts';

type OverZone = Extract<Problem, { reason: 'over-zone' }>;

/** Each role's forecast, by its own agent and model; what is wrong with its model, and the first that does not fit. */
export function forecastRoles(
  host: Host,
  project: Project,
  { story, implementParts }: { readonly story: Story; readonly implementParts: Parts },
  seen: { readonly floor: Floor; readonly inputs: FloorInputs },
): { readonly roles: readonly PlannedRole[]; readonly problems: readonly Problem[]; readonly over?: OverZone } {
  const { config } = project;
  if (config.roles.length === 0) return { roles: [], problems: [] };
  const left = new Set(rolesLeft(project, story.id, implementParts).map(({ name }) => name));
  const roles: PlannedRole[] = [];
  const problems: Problem[] = [];
  let over: OverZone | undefined;
  for (const role of config.roles) {
    const own = asRole(story, role);
    const agent = agentName(config, own);
    const adapter = adapterFor(config.agents[agent]!, host);
    const settings = settingsKey(config.agents[agent], seen.inputs.instructions);
    const worker = { adapter, settings, role: role.name };
    const forecast = forecastStory(project, own, seen.floor, worker);
    if (forecast === undefined) problems.push(...unknownModel(project, own, role));
    else {
      roles.push({ role, agent, forecast, isDone: !left.has(role.name) });
      over ??= overZone(project, own, { floor: seen.floor, forecast }, worker);
    }
  }
  return { roles, problems, ...(over ? { over } : {}) };
}

/** Of the card's own another rule tells. */
function unknownModel({ config }: Project, { file, budget }: Story, { model }: RoleConfig): readonly Problem[] {
  if (model === undefined || budget === undefined) return [];
  const found = findModel(model, config.models);
  return [{ reason: 'unknown-model', place: { file }, model, near: 'near' in found ? found.near : [] }];
}
