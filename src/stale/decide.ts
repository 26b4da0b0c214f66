import type { StoryState } from '../model/record.ts';
import type { StoryStatus } from '../model/card.ts';
import { MOST_CONFLICTS } from '../model/clash.ts';
import { conflictsOf, triesOf } from '../model/tries.ts';
import type { Decision, Parts, StaleReason, Step } from '../model/target.ts';
import { decideDrift } from './drift.ts';
import { changedParts, gateParts, howOf } from './fingerprint.ts';
import type { GateConfig } from '../model/config.ts';

/** What a person wants taken as stale, by story. */
export type Pretences = ReadonlyMap<string, Pretence>;

/** Everything `decide` looks at, as values. */
export interface StoryFacts {
  readonly status: StoryStatus;
  /** Problems of error severity on this card or an ADR in its scope. */
  readonly problems: number;
  /** An ADR in its scope that is there and cannot be read: its contract is missing from `what`. */
  readonly unreadAdr?: string;
  readonly what: Parts;
  /** The one digest over `what`. */
  readonly key: string;
  readonly implement: Parts;
  readonly budget: Parts;
  readonly gates: readonly GateConfig[];
  readonly scope: readonly string[];
  /** Latest trailer of this story in the history of base or integration. */
  readonly integrated?: { readonly key: string; readonly commit: string };
  readonly last: StoryState;
  /** The commit last implemented, where it still exists. */
  readonly laneTip?: string;
  readonly laneThere: boolean;
  /** The floor and forecast say it does not fit, by so many tokens; undefined until measured or when it fits. */
  readonly overZoneTokens?: number;
  readonly maxAttempts: number;
  readonly pretence?: Pretence;
  /** A person wants it built again, though only contracts changed since it was integrated. */
  readonly isReopened?: boolean;
  /** What its last session was parked for, and nobody has answered. */
  readonly waitsFor?: { readonly item: string; readonly text: string };
  /** The draft for the remainder that its last session left, where it is one still, and the story was not asked for by name. */
  readonly undecidedDraft?: string;
}

/** A person's word that a step, and all that follows from it, is stale though nothing changed. */
export interface Pretence {
  readonly step: 'budget-check' | 'implement';
  readonly reason: StaleReason;
}

export type Decisions = { readonly [S in Step]: Decision };

/** For one story, each step: fresh, stale, or held, with the reason from the line that decided it. Pure. */
export function decide(facts: StoryFacts): Decisions {
  const { key } = facts;
  const settled = decideSettled(facts);
  if (settled) return all(settled);
  const byCard = heldByCard(facts);
  if (byCard) return all(byCard);
  const budget = decideBudget(facts);
  const implement = decideImplement(facts);
  if (facts.waitsFor !== undefined)
    return { ...all({ state: 'held', reason: { code: 'waits-for-answer', ...facts.waitsFor } }), 'budget-check': budget };
  if (facts.undecidedDraft !== undefined && implement.state === 'stale' && implement.reason.code === 'parked') {
    return {
      ...all({ state: 'held', reason: { code: 'draft-undecided', draft: facts.undecidedDraft } }),
      'budget-check': budget,
    };
  }
  // A ceiling bounds a session: work that is done needs none, however its floor has grown since.
  if (facts.overZoneTokens !== undefined && implement.state === 'stale') {
    return { ...all({ state: 'held', reason: { code: 'over-zone', overTokens: facts.overZoneTokens } }), 'budget-check': budget };
  }
  const used = attemptsUsed(facts, key);
  if (used) return { ...all(used), 'budget-check': budget };
  return lane(facts, budget, implement);
}

/** Landed as it stands: nothing else is looked at. */
export function decideLanded(commit: string): Decisions {
  return all({ state: 'fresh', reason: { code: 'integrated', commit } });
}

/** Integrated, or taken as done, for exactly this `what`, and nobody pretends otherwise. */
function decideSettled({ status, pretence, integrated, last, key }: Omit<StoryFacts, 'what'>): Decision | undefined {
  if (status === 'ready' && pretence?.step === 'implement') return undefined;
  if (integrated?.key === key) return decideLanded(integrated.commit).integrate;
  if (last.touched?.key !== key) return undefined;
  return { state: 'fresh', reason: { code: 'taken-as-done', at: last.touched.at } };
}

function all(decision: Decision): Decisions {
  return { 'budget-check': decision, worktree: decision, implement: decision, gate: decision, integrate: decision };
}

function stale(reason: StaleReason): Decision {
  return { state: 'stale', reason };
}

function decideBudget(facts: StoryFacts): Decision {
  const last = facts.last.steps['budget-check'];
  if (facts.pretence) return stale(facts.pretence.reason);
  if (!last) return stale({ code: 'never-built' });
  const changes = changedParts(last.parts, facts.budget);
  return changes.length > 0 ? stale({ code: 'changed', changes }) : { state: 'fresh', reason: { code: 'same-inputs' } };
}

/** What the card, its ADRs, or a person's word on them, have against it. */
function heldByCard(facts: StoryFacts): Decision | undefined {
  if (facts.status !== 'ready') return { state: 'held', reason: { code: 'not-ready', status: facts.status } };
  if (facts.problems > 0) return { state: 'held', reason: { code: 'card-problem', count: facts.problems } };
  if (facts.unreadAdr !== undefined) return { state: 'held', reason: { code: 'adr-unreadable', adr: facts.unreadAdr } };
  const { abandoned } = facts.last;
  if (abandoned?.key === facts.key) return { state: 'held', reason: { code: 'abandoned', at: abandoned.at } };
  return facts.pretence?.step === 'implement' ? undefined : decideDrift(facts);
}

function attemptsUsed(facts: StoryFacts, key: string): Decision | undefined {
  const failures = triesOf(facts.last, key);
  if (failures.length < facts.maxAttempts && conflictsOf(facts.last, key) < MOST_CONFLICTS) return undefined;
  return { state: 'held', reason: { code: 'attempts-used', attempts: failures.length, problem: failures.at(-1)!.problem } };
}

function lane(facts: StoryFacts, budget: Decision, implement: Decision): Decisions {
  if (implement.state === 'stale') {
    const worktree = facts.laneThere ? stale({ code: 'needs', step: 'implement' }) : stale(laneGone(facts));
    return {
      'budget-check': budget,
      worktree,
      implement,
      gate: stale({ code: 'needs', step: 'implement' }),
      integrate: stale({ code: 'needs', step: 'gate' }),
    };
  }
  const gate = decideGate(facts);
  const worktree: Decision = gate.state === 'fresh' ? { state: 'fresh', reason: { code: 'same-inputs' } } : decideWorktree(facts);
  const integrate = stale(gate.state === 'fresh' ? startOf(facts, 'integrate') : { code: 'needs', step: 'gate' });
  return { 'budget-check': budget, worktree, implement, gate, integrate };
}

/** What a session left there that was cut off is put aside by making it again. */
function decideWorktree(facts: StoryFacts): Decision {
  if (facts.last.unfinished === 'implement') return stale({ code: 'interrupted' });
  return facts.laneThere
    ? { state: 'fresh', reason: { code: 'same-inputs' } }
    : stale({ code: 'output-gone', what: 'the worktree' });
}

/** A step without an end was never run, or was cut off. */
function startOf(facts: StoryFacts, step: Step): StaleReason {
  return facts.last.unfinished === step ? { code: 'interrupted' } : { code: 'never-built' };
}

function laneGone(facts: StoryFacts): StaleReason {
  return facts.last.steps.worktree ? { code: 'output-gone', what: 'the worktree' } : { code: 'never-built' };
}

function decideImplement(facts: StoryFacts): Decision {
  if (facts.pretence?.step === 'implement') return stale(facts.pretence.reason);
  const brokenOff = decideBrokenOff(facts);
  if (brokenOff) return stale(brokenOff);
  const last = facts.last.steps.implement;
  if (!last) return stale(firstOrEdited(facts));
  const changes = changedParts(last.parts, facts.implement);
  if (changes.length > 0) return stale(firstOrEdited(facts, changes));
  if (facts.laneTip !== last.output.commit) return stale({ code: 'output-gone', what: "the lane's commit" });
  return { state: 'fresh', reason: { code: 'same-inputs' } };
}

/** Its last session did not get to an end that counts as done. */
function decideBrokenOff(facts: StoryFacts): StaleReason | undefined {
  const { last, key } = facts;
  const { parked, unfinished, failures, steps } = last;
  if (parked?.key === key && unfinished !== 'implement') return { code: 'parked', why: parked.why };
  const failure = failures.at(-1);
  // A failure that counts takes the work with it: where there is work, it was done after the failure.
  if (!steps.implement && failure?.key === key)
    return { code: 'failed-before', attempts: failures.length, problem: failure.problem };
  if (unfinished === 'implement' && !isUndone(facts)) return { code: 'interrupted' };
  return rolesLeft(facts);
}

/** Between two of its roles, or sent back by one, its last session is over and the step is not. */
function rolesLeft({ last: { roles }, implement }: StoryFacts): StaleReason | undefined {
  if (roles === undefined || roles.finished === true || roles.how !== howOf(implement)) return undefined;
  return { code: 'roles-left', done: roles.done.map(({ name }) => name) };
}

/** Was the session that was cut off for another wording, which is edited away again? Then it leaves nothing to go on with. */
function isUndone({ last, key }: StoryFacts): boolean {
  return last.steps.implement?.key === key && last.unfinishedKey !== undefined && last.unfinishedKey !== key;
}

/** A card that was integrated and then edited is a change to working code, not a first build. */
function firstOrEdited(facts: StoryFacts, changes?: ReturnType<typeof changedParts>): StaleReason {
  if (facts.integrated) {
    const before = facts.last.integrated;
    const since = before?.key === facts.integrated.key ? changedParts(before.parts, facts.what) : [];
    return { code: 'edited-after-integration', changes: since };
  }
  return changes ? { code: 'changed', changes } : { code: 'never-built' };
}

function decideGate(facts: StoryFacts): Decision {
  const last = facts.last.steps.gate;
  const tree = facts.last.steps.implement!.output.tree;
  if (!last) return stale(startOf(facts, 'gate'));
  const changes = changedParts(last.parts, gateParts(tree, facts.gates, facts.scope));
  return changes.length > 0 ? stale({ code: 'changed', changes }) : { state: 'fresh', reason: { code: 'same-tree', tree } };
}
