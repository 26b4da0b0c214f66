import type { Decision, FreshReason, HeldReason, PartChange, StaleReason } from '../model/target.ts';
import { shown } from '../model/shown.ts';
import { countText, tokensText } from './amounts.ts';
import { parkedText, shortfallText } from './burn-text.ts';
import { problemWords } from './problem-text.ts';

/** Why a target is fresh, stale or held, in one line. */
export function decisionText(decision: Decision): string {
  switch (decision.state) {
    case 'fresh':
      return freshText(decision.reason);
    case 'stale':
      return staleText(decision.reason);
    case 'held':
      return heldText(decision.reason);
  }
}

function freshText(reason: FreshReason): string {
  switch (reason.code) {
    case 'integrated':
      return `integrated as ${reason.commit.slice(0, 10)}`;
    case 'same-inputs':
      return 'nothing it depends on changed';
    case 'taken-as-done':
      return `taken as done by a person on ${new Date(reason.at).toISOString().slice(0, 10)}; not integrated`;
    case 'same-tree':
      return `tree ${reason.tree.slice(0, 10)} was judged already`;
  }
}

function staleText(reason: StaleReason): string {
  switch (reason.code) {
    case 'never-built':
      return 'never built';
    case 'changed':
      return `changed: ${changesText(reason.changes)}`;
    case 'failed-before':
      return `failed before (${countText(reason.attempts, 'attempt', 'attempts')}): ${problemWords(reason.problem).what}`;
    case 'interrupted':
      return 'was interrupted';
    case 'parked':
      return `handed back before it was done, what it left is gone on from: ${parkedText(reason.why)}`;
    case 'roles-left':
      return `its roles have not all had their turn: ${reason.done.map((role) => shown(role)).join(', ')} done`;
    case 'output-gone':
      return `${reason.what} is gone`;
    case 'edited-after-integration':
      return `edited since it was integrated${sinceText(reason.changes)}`;
    case 'what-if':
      return `as if ${shown(reason.file)} had changed`;
    case 'always-make':
      return 'made again because you say so';
    case 'needs':
      return `${reason.step} runs first`;
  }
}

function sinceText(changes: readonly PartChange[]): string {
  return changes.length === 0 ? '' : `: ${changesText(changes)}`;
}

function attemptsText({ attempts, problem }: Extract<HeldReason, { code: 'attempts-used' }>): string {
  const how = attempts === 1 ? 'its only attempt failed' : `all ${attempts} attempts failed, the last`;
  return `${how}: ${problemWords(problem).what}`;
}

const HELD: { readonly [C in HeldReason['code']]: (reason: Extract<HeldReason, { code: C }>) => string } = {
  'not-ready': ({ status }) => `its status is '${status}'`,
  'over-zone': ({ overTokens }) => `its ceiling is ${tokensText(overTokens)} tokens over the smart zone`,
  'over-budget': ({ shortfall }) => shortfallText(shortfall),
  'attempts-used': (reason) => attemptsText(reason),
  'contract-edited': ({ changes }) =>
    `integrated, and since then a contract was edited: ${changesText(changes)}; build it by name, or -t takes it as done`,
  abandoned: () => 'you gave it up: an edit of its card, or xpar retry, takes it up again',
  'waits-for': ({ story, held }) =>
    `waits for ${shown(story)}, which is ${held === undefined ? 'taken as done and not integrated' : `held: ${heldText(held)}`}`,
  'waits-for-answer': ({ item, text }) => `waits for your answer to ${item}: ${shown(text)}`,
  'draft-undecided': ({ draft }) =>
    `${shown(draft)} is a draft for the remainder: strike what is done and set it to ready, or delete it to have the whole card done here; build it by name, and it goes on as it is`,
  'card-problem': ({ count }) => (count === 1 ? 'its card has an error' : `its card has ${count} errors`),
  'adr-unreadable': ({ adr }) => `${shown(adr)}, which is in its scope, cannot be read`,
};

function heldText<C extends HeldReason['code']>(reason: Extract<HeldReason, { code: C }>): string {
  return HELD[reason.code as C](reason);
}

/** `title (a1b2 -> c3d4), contract ADR-3 (new)`. */
export function changesText(changes: readonly PartChange[]): string {
  return changes.map((change) => `${shown(change.part)} (${changeText(change)})`).join(', ');
}

function changeText({ before, after }: PartChange): string {
  if (before === undefined) return 'new';
  return after === undefined ? 'gone' : `${shown(before).slice(0, 12)} -> ${shown(after).slice(0, 12)}`;
}
