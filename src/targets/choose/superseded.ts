import { changedParts, digestOf, gatesKey } from '../../stale/fingerprint.ts';
import type { PartChange, Parts, Step } from '../../model/target.ts';
import { gatesFor } from '../sizes/gates-for.ts';
import type { Intent, Survey } from './intent.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import type { Project } from '../project/project.ts';

/** What a lane was last started with. */
export interface UnderWay {
  readonly step: Step;
  readonly one: MeasuredStory;
  /** Gates and scope that its gate judges by. */
  readonly judged: Parts;
}

export interface Superseded {
  readonly because: 'changed' | 'not-ready' | 'gone';
  readonly changes: readonly PartChange[];
}

/**
 * Why a lane under way is no longer what is wanted: the decision's own inputs, compared with those it was started with. A
 * card or contract that cannot be read right now is being edited: the lane goes on until it says something again.
 */
export function supersededBy(lane: UnderWay, { survey }: Intent): Superseded | undefined {
  const { id } = lane.one.story;
  const now = survey.measured.get(id);
  if (now === undefined) return survey.project.unreadable.includes(id) ? undefined : { because: 'gone', changes: [] };
  if (!isWhole(survey, id)) return undefined;
  if (now.story.status !== 'ready') return { because: 'not-ready', changes: [] };
  const judging = lane.step === 'gate' || lane.step === 'integrate';
  const changes = [
    ...changedParts(lane.one.implementParts, now.implementParts),
    ...(judging ? changedParts(lane.judged, judgedBy(survey.project, now)) : []),
  ];
  return changes.length > 0 ? { because: 'changed', changes } : undefined;
}

/** Can the story be read with all that it pays for, and has nothing of it an error? */
export function isWhole({ project, measured, plan }: Survey, id: string): boolean {
  const one = measured.get(id);
  const row = rowsById(plan).get(id);
  const isBroken = row?.decisions.integrate.state === 'held' && row.decisions.integrate.reason.code === 'card-problem';
  return one !== undefined && !isBroken && !one.story.adrs.some((adr) => project.unreadable.includes(adr));
}

type Plan = Survey['plan'];

const byId = new WeakMap<Plan, ReadonlyMap<string, Plan['stories'][number]>>();

/** Asked of every lane at every step. */
function rowsById(plan: Plan): ReadonlyMap<string, Plan['stories'][number]> {
  const known = byId.get(plan) ?? new Map(plan.stories.map((row) => [row.story.id, row]));
  byId.set(plan, known);
  return known;
}

/** The named parts of a gate's verdict that stand before there is a tree. */
export function judgedBy(project: Project, { story }: MeasuredStory): Parts {
  return { gates: gatesKey(gatesFor(project.gates, story)), scope: digestOf(JSON.stringify(story.files)) };
}
