import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { fitMultiplier, workingQuantiles } from '../../budget/estimate.ts';
import { findModel } from '../../budget/models.ts';
import { median } from '../../budget/quantiles.ts';
import { sequentialOf } from '../../budget/sequential.ts';
import { learn } from '../../budget/sessions.ts';
import type { AdrTax, NextMultiplier, ReportFacts, StoryNode } from '../../model/report.ts';
import { cutsOf, historyOf, journalEntries } from '../../record/history.ts';
import { landedBeside, landedSessions } from '../../record/landed-sessions.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import type { Survey } from '../choose/intent.ts';
import { lessonsOf } from './lessons.ts';
import { liveClimbs } from './live-climbs.ts';
import { evidenceOf, type Project } from '../project/project.ts';
import { standingOf } from './standing.ts';

/** Everything a report is made of, from `since` on: the ledger here and the shared one, cards, and what is learned of them. */
export async function factsOf(host: Host, seen: Survey, tokens: TokenCache, since: number = -Infinity): Promise<ReportFacts> {
  const { project } = seen;
  const { store, shared, config } = project;
  const { sessions, bases } = evidenceOf(project);
  const entries = await journalEntries(host.files, store.layout);
  const building = (await host.lock.holder(store.layout.lock)) !== undefined;
  const sequential = sequentialOf(
    sessions.filter(({ at }) => at >= since),
    (model) => factsAbout(project, model)?.usdPerMillion,
  );
  return {
    project: {
      name: path.basename(project.repository.top),
      base: project.base.name,
      commit: project.base.commit,
      at: host.clock.now(),
      sharedSessions: shared.sessions.length,
    },
    state: {
      sessions,
      bases,
      integrations: [...store.state.integrations, ...shared.integrations].sort((a, b) => a.at - b.at),
      landed: landedSessions(store.state, shared),
      landedBeside: landedBeside(store.state, shared),
      cuts: cutsOf(entries, shared),
    },
    history: historyOf(entries.filter(({ at }) => at >= since)),
    lessons: lessonsOf(project),
    next: nextMultipliers(project),
    stories: nodesOf(seen, building),
    adrs: await taxesOf(project, tokens),
    live: building ? await liveClimbs(host, seen) : [],
    ...(sequential === undefined ? {} : { sequential }),
    warnShares: new Map(
      [...new Set(sessions.map(({ model }) => model))].flatMap((model) => {
        const zone = factsAbout(project, model)?.zone;
        return zone === undefined ? [] : [[model, zone.warnTokens / zone.hardTokens] as const];
      }),
    ),
    ...(config.report.iterations === undefined ? {} : { iterations: config.report.iterations }),
    ...(since === -Infinity ? {} : { since }),
  };
}

function factsAbout(
  { config }: Project,
  model: string,
): Extract<ReturnType<typeof findModel>, { model: object }>['model'] | undefined {
  const found = findModel(model, config.models);
  return 'model' in found ? found.model : undefined;
}

/** What the estimator makes of a floor of the usual size, for every agent, model and effort that told anything. */
function nextMultipliers(project: Project): readonly NextMultiplier[] {
  const evidence = evidenceOf(project);
  const keys = new Map(evidence.sessions.map((one) => [`${one.agent}\0${one.model}\0${one.effort ?? ''}`, one]));
  return [...keys.values()].flatMap(({ agent, model, effort }): NextMultiplier[] => {
    const key = { agent, model, ...(effort === undefined ? {} : { effort }) };
    const kappa = factsAbout(project, model)?.kappa ?? 1;
    const { samples, priorMean } = learn(evidence, key, { kappa, base: { tokens: 0, source: 'assumed' } });
    if (samples.length === 0) return [];
    const usual = median(samples.map(({ floorTokens }) => floorTokens));
    const { p50, p80 } = workingQuantiles(fitMultiplier(samples, priorMean), usual);
    return [{ ...key, p50: p50 / usual, p80: p80 / usual, samples: samples.length }];
  });
}

function nodesOf({ project, plan }: Survey, building: boolean): readonly StoryNode[] {
  const { state } = project.store;
  const last = new Map(state.sessions.map((session) => [session.story, session]));
  return plan.stories
    .filter(({ story }) => story.status !== 'dropped')
    .map((row): StoryNode => {
      const { story, forecast } = row;
      const { standing } = standingOf(row, state, building);
      const ceilingTokens = (last.get(story.id)?.estimate ?? forecast)?.ceilingTokens;
      return {
        id: story.id,
        title: story.title,
        state: story.status === 'draft' && standing !== 'integrated' ? 'draft' : standing,
        dependsOn: story.dependsOn,
        adrs: story.adrs,
        ...(ceilingTokens === undefined ? {} : { ceilingTokens }),
      };
    });
}

async function taxesOf({ adrs, stories }: Project, tokens: TokenCache): Promise<readonly AdrTax[]> {
  const payers = Map.groupBy(
    stories.filter(({ status }) => status !== 'dropped').flatMap(({ adrs: ids }) => [...new Set(ids)]),
    (id) => id,
  );
  const taxes: AdrTax[] = [];
  for (const { id, title, text, weightTokens: declaredTokens } of adrs) {
    const count = payers.get(id)?.length ?? 0;
    const weightTokens = await tokens.count(text);
    taxes.push({
      adr: id,
      title,
      weightTokens,
      ...(declaredTokens === undefined ? {} : { declaredTokens }),
      stories: count,
      taxTokens: weightTokens * count,
    });
  }
  return taxes;
}
