import { checkCards } from '../../check/check-cards.ts';
import { severityOf } from '../../check/rules.ts';
import { findModel, idleModels, knownModels } from '../../budget/models.ts';
import type { Host } from '../../host/host.ts';
import type { Floor } from '../../model/budget.ts';
import type { KnownLocks } from '../../model/known-locks.ts';
import { comparePlaces } from '../../model/place.ts';
import type { Finding, Problem, Reason } from '../../model/problem.ts';
import { covers, scopesOverlap } from '../../plan/scope.ts';
import { readKnownLocks } from '../../record/known-locks.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { lockTexts } from '../person/locks.ts';
import { startCommit, type Project } from '../project/project.ts';

/** Wrong, and to be mended, but no reason to keep a story from running. */
const BESIDE_THE_POINT: ReadonlySet<Reason> = new Set<Reason>([
  'floor-differs',
  'ceiling-differs',
  'weight-differs',
  'weight-missing',
  'lock-file-gone',
  'lock-test-gone',
  'lock-changed',
  'dangling-reference',
  'over-zone',
]);

export function graded(problem: Problem): Finding {
  return { problem, severity: severityOf(problem) };
}

/** CHECK for a build: do the cards hold together? Declared sizes and locks are lint's to compare. */
export function checkProject(project: Project, measured: ReadonlyMap<string, MeasuredStory>): readonly Finding[] {
  return findings(project, measured, { weights: new Map(), tests: new Map(), floors: new Map() }).filter(
    ({ problem }) => !problem.reason.startsWith('lock-') && problem.reason !== 'weight-missing',
  );
}

/** CHECK for lint: that, and every declared size, weight and lock against what is there. */
export async function lintProject(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  tokens: TokenCache,
): Promise<readonly Finding[]> {
  const floors = new Map([...measured].flatMap(([id, one]) => (one.floor ? [[id, one.floor] as const] : [])));
  const weights = new Map(await Promise.all(project.adrs.map(async (adr) => [adr.id, await tokens.count(adr.text)] as const)));
  const tests = await lockTexts(host, project);
  const locks = await readKnownLocks(host.files, project.store.layout);
  const tracked = await host.git.files(project.repository.top, startCommit(project));
  return findings(project, measured, { weights, tests, floors, locks, tracked: tracked.keys() });
}

function findings(
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  facts: {
    weights: ReadonlyMap<string, number>;
    tests: ReadonlyMap<string, string | undefined>;
    floors: ReadonlyMap<string, Floor>;
    locks?: ReadonlyMap<string, KnownLocks>;
    tracked?: Iterable<string>;
  },
): readonly Finding[] {
  const { stories, adrs, unreadable } = project;
  const cards = checkCards({
    stories,
    adrs,
    unreadable,
    ...facts,
    gateNames: project.gates.map((gate) => gate.name),
    agentNames: Object.keys(project.config.agents),
    roleNames: project.config.roles.map(({ name }) => name),
    models: modelNames(project),
    overlap: scopesOverlap,
    covers,
    integrated: new Set(project.landings.keys()),
    isShared: project.config.parallel.mode === 'shared',
  });
  const measuring: Problem[] = [...measured.values()].flatMap((one) => [
    ...one.problems,
    ...(one.over && one.story.status === 'ready' ? [one.over] : []),
  ]);
  const all: readonly Problem[] = [...project.problems, ...cards, ...idle(project), ...measuring];
  return all.map(graded).sort(byPlace);
}

/** A model that is written wrong in the config bounds nobody. */
function idle({ stories, config, configFile }: Project): readonly Problem[] {
  if (configFile === undefined) return [];
  const asked = [...stories.map(({ budget }) => budget?.model), ...config.roles.map(({ model }) => model)];
  const found = idleModels(config.models, new Set(asked.filter((name) => name !== undefined)));
  return found.map((one) => ({ reason: 'idle-model', ...one, place: { file: configFile } }));
}

/** Known models by all their names: dated ones, as far as stories use them. */
function modelNames({ stories, config }: Project): readonly string[] {
  const named = stories.flatMap(({ budget }) => budget?.model ?? []).filter((name) => 'model' in findModel(name, config.models));
  return [...new Set([...knownModels(config.models), ...named])];
}

/** Error findings that keep a story from running: on its card, or on an ADR it pays for. */
export function holding(findingsOfAll: readonly Finding[]): (one: MeasuredStory) => number {
  const errors = new Map<string, number>();
  for (const { problem, severity } of findingsOfAll) {
    if (severity !== 'error' || BESIDE_THE_POINT.has(problem.reason) || !problem.place) continue;
    errors.set(problem.place.file, (errors.get(problem.place.file) ?? 0) + 1);
  }
  if (errors.size === 0) return () => 0;
  return ({ story, adrs }) =>
    [...new Set([story.file, ...adrs.map((adr) => adr.file)])].reduce((sum, file) => sum + (errors.get(file) ?? 0), 0);
}

function byPlace(a: Finding, b: Finding): number {
  return comparePlaces(a.problem.place ?? NOWHERE, b.problem.place ?? NOWHERE);
}

const NOWHERE = { file: '' };
