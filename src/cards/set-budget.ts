import { isMap } from 'yaml';
import type { Pair } from 'yaml';
import {
  editFrontMatter,
  insertAfter,
  pairOf,
  replaceValue,
  writtenText,
  type Edit,
  type Front,
  type NewPair,
} from './edit-front-matter.ts';
import { figureLike } from './figure-style.ts';

/** What is to stand in a budget: raw tokens of the reference tokenizer, and the model for a card that names none. */
export interface BudgetFigures {
  readonly model: string;
  readonly floorTokens: number;
  readonly workingTokens: number;
}

/**
 * A story's text with floor, working and ceiling in its budget; the ceiling is the sum of the other two as they are written.
 * Figures keep the style they had; a budget that is there keeps its model; all other bytes stay.
 */
export function setBudget(card: string, figures: BudgetFigures): string {
  return editFrontMatter(card, (front) => {
    const { root } = front;
    const budget = pairOf(root, 'budget')?.value;
    if (isMap(budget))
      return filled(
        front,
        budget,
        entries(figures, (key) => writtenText(front, pairOf(budget, key))),
      );
    const anchor = lastOf(front, ['title', 'status', 'type', 'priority']);
    return anchor === undefined ? [] : [insertAfter(front, root, anchor, newBudget(figures))];
  });
}

/** An ADR's text with its weight, in raw tokens of the reference tokenizer; without front matter it stays as it is. */
export function setWeight(card: string, weightTokens: number): string {
  return editFrontMatter(card, (front) => {
    const weight = pairOf(front.root, 'weight');
    const { text } = figureLike(weightTokens, writtenText(front, weight));
    if (weight !== undefined) return [replaceValue(front, weight, text)];
    const anchor = pairOf(front.root, 'predecessors') ?? pairOf(front.root, 'status') ?? front.root.items.at(-1)!;
    return [insertAfter(front, front.root, anchor, ['weight', text])];
  });
}

type Entry = readonly [key: string, text: string];

function entries({ floorTokens, workingTokens }: BudgetFigures, before: (key: string) => string): readonly Entry[] {
  const floor = figureLike(floorTokens, before('floor'));
  const working = figureLike(workingTokens, before('working'));
  const ceiling = figureLike(floor.tokens + working.tokens, before('ceiling'));
  return [
    ['floor', floor.text],
    ['working', working.text],
    ['ceiling', ceiling.text],
  ];
}

function newBudget(figures: BudgetFigures): NewPair {
  return ['budget', [['model', plainOrQuoted(figures.model)], ...entries(figures, () => '')]];
}

/** A name with a hyphen or a point in it is none of the words and numbers of YAML; anything else is safe as JSON. */
function plainOrQuoted(name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*[-.][A-Za-z0-9.-]*$/.test(name) ? name : JSON.stringify(name);
}

/** Each figure in its place; one that is missing comes behind the one before it, the first behind the model. */
function filled(front: Front, budget: Front['root'], figures: readonly Entry[]): readonly Edit[] {
  let anchor: Pair = pairOf(budget, 'model')!;
  return figures.map(([key, text]) => {
    const pair = pairOf(budget, key);
    if (pair === undefined) return insertAfter(front, budget, anchor, [key, text]);
    anchor = pair;
    return replaceValue(front, pair, text);
  });
}

/** The one of these keys that stands last. */
function lastOf({ root }: Front, keys: readonly string[]): Pair | undefined {
  const there = new Set(keys.map((key) => pairOf(root, key)));
  return root.items.findLast((pair) => there.has(pair));
}
