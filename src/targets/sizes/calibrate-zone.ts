import { findModel } from '../../budget/models.ts';
import { zoneEvidence, type ZoneEvidence } from '../../budget/smart-zone.ts';
import type { SmartZone } from '../../model/budget.ts';
import type { Problem } from '../../model/problem.ts';
import { unknownModel } from './budget-models.ts';
import { evidenceOf, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

/** What the ledger says of one model's smart zone, beside the one in force. */
export interface ModelZone {
  readonly model: string;
  readonly zone?: SmartZone;
  readonly evidence: ZoneEvidence;
}

/** Every model that sessions ran on, or that stories name: a zone belongs to a model, whoever drives it. */
export function zonesOf(project: Project, only?: string): Got<readonly ModelZone[]> {
  const { sessions } = evidenceOf(project);
  const unknown = only === undefined ? undefined : unknownModel(project, only);
  if (unknown) return { ok: false, problems: [unknown] };
  const named = project.stories.flatMap(({ status, budget }) => (status === 'dropped' ? [] : (budget?.model ?? [])));
  const models = only === undefined ? [...new Set([...sessions.map(({ model }) => model), ...named])].sort() : [only];
  if (models.length === 0) return { ok: false, problems: [nothingToLookAt()] };
  return {
    ok: true,
    value: models.map((model) => {
      const found = findModel(model, project.config.models);
      const turns = sessions.flatMap((session) =>
        session.model === model && session.turns !== undefined ? [session.turns] : [],
      );
      return { model, ...('model' in found ? { zone: found.model.zone } : {}), evidence: zoneEvidence(turns) };
    }),
  };
}

function nothingToLookAt(): Problem {
  return {
    reason: 'bad-argument',
    name: '--model',
    found: '',
    expected: 'a model, as no story names one and no session has run',
  };
}
