import { standings } from '../../budget/account.ts';
import type { Host } from '../../host/host.ts';
import type { Finding } from '../../model/problem.ts';
import type { Shortfall } from '../../model/allowance.ts';
import type { StoryState } from '../../model/record.ts';
import type { Decision, Parts } from '../../model/target.ts';
import path from 'node:path';
import { subjectOf } from '../../model/inbox.ts';
import { storyState } from '../../record/fold.ts';
import { openDrifts } from '../../record/inbox.ts';
import { decide, decideLanded, type Decisions, type StoryFacts } from '../../stale/decide.ts';
import { heldBehind } from './behind.ts';
import { holding } from './check-project.ts';
import { partsThen } from './parts-then.ts';
import { gatesFor } from '../sizes/gates-for.ts';
import { asCovered } from '../lane/readmit.ts';
import { isSealed, type MeasuredStory } from '../sizes/measure-stories.ts';
import { openAccount, unfunded } from '../run/open-account.ts';
import type { Project } from '../project/project.ts';
import { undecidedDraft } from './undecided-draft.ts';

/** DECIDE: for every story, which of its targets are fresh, stale or held, and why. */
export async function decideStories(
  host: Host,
  project: Project,
  measured: ReadonlyMap<string, MeasuredStory>,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, Decisions>> {
  const decisions = new Map<string, Decisions>();
  const problems = holding(findings);
  const landings = withRenamed(project, measured);
  const known = landings === project.landings ? project : { ...project, landings };
  const lanes = await lanesOf(
    host,
    project,
    [...measured.values()].filter((one) => !isSealed(project, one)),
  );
  const then = await partsThen(host, known, measured);
  for (const [id, one] of measured) {
    const landing = isSealed(project, one) ? project.landings.get(id) : undefined;
    const lane = lanes.get(id) ?? NO_LANE;
    decisions.set(
      id,
      landing ? decideLanded(landing.commit) : decideOne(known, one, { problems: problems(one), asked: then.get(id), ...lane }),
    );
  }
  const budgets = standings(openAccount(project, measured));
  for (const [id, own] of decisions) decisions.set(id, paidFor(own, unfunded(project, budgets, measured.get(id)!)));
  const needs = new Map([...measured].map(([id, { story }]) => [id, story.dependsOn]));
  for (const [id, reason] of heldBehind(decisions, needs)) decisions.set(id, allHeld({ state: 'held', reason }));
  return decisions;
}

/** A card that is gone and a new one that asks for exactly the same are one story under another name: its landing is the new one's too. */
function withRenamed(project: Project, measured: ReadonlyMap<string, MeasuredStory>): Project['landings'] {
  const gone = new Map<string, { readonly key: string; readonly commit: string }>();
  for (const [id, landing] of project.landings)
    if (!measured.has(id) && !project.unreadable.includes(id)) gone.set(landing.key, landing);
  if (gone.size === 0) return project.landings;
  const landings = new Map(project.landings);
  for (const [id, { key }] of measured) {
    const landing = landings.has(id) ? undefined : gone.get(key);
    if (landing === undefined) continue;
    landings.set(id, landing);
    gone.delete(key);
  }
  return landings;
}

/** What a session would take is set aside first: where a budget has not that much left, it is not begun. */
function paidFor(own: Decisions, shortfall: Shortfall | undefined): Decisions {
  if (shortfall === undefined || own.implement.state !== 'stale') return own;
  return { ...allHeld({ state: 'held', reason: { code: 'over-budget', shortfall } }), 'budget-check': own['budget-check'] };
}

function allHeld(held: Decision): Decisions {
  return { 'budget-check': held, worktree: held, implement: held, gate: held, integrate: held };
}

/** What is left of a story's lane: its worktree, and the commit its journal names, wherever its branch points by now. */
interface LaneLeft {
  readonly laneThere: boolean;
  readonly laneTip?: string;
}

const NO_LANE: LaneLeft = { laneThere: false };

async function lanesOf(host: Host, project: Project, open: readonly MeasuredStory[]): Promise<ReadonlyMap<string, LaneLeft>> {
  const { repository, store } = project;
  const worked = open.flatMap(({ story, key }) => {
    const { id } = story;
    const work = asCovered(storyState(store.state, id), key, story).steps.implement?.output.commit;
    const isShared = storyState(store.state, id).steps.worktree?.output.path === store.layout.checkout;
    return work === undefined && !project.laneTips.has(id) && !isShared ? [] : [{ id, work, isShared }];
  });
  const works = new Set(worked.flatMap(({ work }) => work ?? []));
  const there = works.size === 0 ? new Set() : await host.git.commitsAmong(repository.top, [...works]);
  const { lanes: folder, checkout } = store.layout;
  const lanes = worked.map(async ({ id, work, isShared }): Promise<[string, LaneLeft]> => {
    const laneThere = await host.files.exists(path.join(isShared ? checkout : path.join(folder, id), '.git'));
    const isLeft = work !== undefined && there.has(work) && !(await isTakenBack(host, project, id, work));
    return [id, isLeft ? { laneThere, laneTip: work } : { laneThere }];
  });
  return new Map(await Promise.all(lanes));
}

/** Its work is part of the integration branch's history, and the story is not: it was reverted, and merging it again would bring nothing. */
async function isTakenBack(
  host: Host,
  { integration, landings, repository }: Project,
  id: string,
  work: string,
): Promise<boolean> {
  const { tip } = integration;
  return tip !== undefined && !landings.has(id) && host.git.isAncestor(repository.top, work, tip);
}

/** `asked`: what was asked of it when it was integrated, where only git knows. */
type Seen = LaneLeft & { readonly problems: number; readonly asked: Parts | undefined };

function decideOne(project: Project, one: MeasuredStory, seen: Seen): Decisions {
  const { story } = one;
  const integrated = project.landings.get(story.id);
  const unreadAdr = story.adrs.find((adr) => project.unreadable.includes(adr));
  const over = one.over && one.over.ceiling + one.over.base - one.over.hard;
  const { asked, ...left } = seen;
  return decide({
    ...left,
    status: story.status,
    what: one.what,
    key: one.key,
    implement: one.implementParts,
    budget: one.budgetParts,
    gates: gatesFor(project.gates, story),
    scope: story.files,
    last: withThen(asCovered(storyState(project.store.state, story.id), one.key, story), integrated, asked),
    maxAttempts: project.config.retries,
    ...(integrated ? { integrated } : {}),
    isReopened: project.reopening === 'all' || project.reopening?.includes(story.id) === true,
    ...waitsForAnswer(project, one),
    ...undecidedDraft(project, one),
    ...(one.pretence ? { pretence: one.pretence } : {}),
    ...(unreadAdr === undefined ? {} : { unreadAdr }),
    ...(over === undefined ? {} : { overZoneTokens: over }),
  });
}

function withThen(
  last: StoryState,
  landed: { readonly key: string; readonly commit: string } | undefined,
  parts: Parts | undefined,
): StoryState {
  return landed === undefined || parts === undefined ? last : { ...last, integrated: { ...landed, parts, at: 0 } };
}

/** A contract of its scope is in question; or its last session was stopped for an answer that nobody has given, and its card still says what it said. */
function waitsForAnswer({ store }: Project, { story, key, what }: MeasuredStory): Pick<StoryFacts, 'waitsFor'> {
  const { state } = store;
  const [drift] = openDrifts(state, (adr) => what[`contract ${adr}`]);
  if (drift) return { waitsFor: { item: drift.id, text: subjectOf(drift.asking) } };
  const { parked } = storyState(state, story.id);
  if (parked?.key !== key || parked.why.by !== 'answer') return {};
  const { item, text } = parked.why;
  const isOpen = state.inbox.some(({ id, asking, answer }) => id === item && asking.about !== 'drift' && answer === undefined);
  return isOpen ? { waitsFor: { item, text } } : {};
}
