import { basesByVersion } from '../../budget/bases.ts';
import { driftMarks, standingDrift } from '../../budget/drift.ts';
import { findModel } from '../../budget/models.ts';
import type { Lesson } from '../../model/lesson.ts';
import { evidenceOf, type Project } from '../project/project.ts';

/** Tokens of an unknown model per reference token: only differences between its own sessions are told. */
const ANY_KAPPA = 1;

/** What the ledger taught of each agent, model and effort beyond its forecasts: drift, and bases by agent version. */
export function lessonsOf({ config, ...ledgers }: Pick<Project, 'store' | 'shared' | 'config'>): readonly Lesson[] {
  const { sessions, bases } = evidenceOf(ledgers);
  const keyOf = ({ agent, model, effort = '' }: { agent: string; model: string; effort?: string }): string =>
    `${agent}\0${model}\0${effort}`;
  const keys = new Map([...sessions, ...bases].map((one) => [keyOf(one), one]));
  return [...keys].map(([key, { agent, model, effort }]) => {
    const mine = sessions.filter((session) => keyOf(session) === key);
    const measured = bases.filter((base) => keyOf(base) === key);
    const settings = [...mine, ...measured].findLast((one) => one.settings !== undefined)?.settings;
    const alike = {
      sessions: mine.filter((one) => one.settings === settings),
      bases: measured.filter((one) => one.settings === settings),
    };
    const found = findModel(model, config.models);
    const drift = standingDrift(mine);
    return {
      agent,
      model,
      ...(effort === undefined ? {} : { effort }),
      drifts: driftMarks(mine),
      ...(drift === undefined ? {} : { drift }),
      bases: basesByVersion(alike.sessions, alike.bases, 'model' in found ? found.model.kappa : ANY_KAPPA),
    };
  });
}
