import type { Problem } from '../model/problem.ts';
import { closure, type Needs } from '../model/dag.ts';
import { suggest } from '../model/suggest.ts';
import { STEPS, type Step } from '../model/target.ts';

/** How far each wanted story is to be brought. */
export type Selection = ReadonlyMap<string, Step>;

/**
 * What the person asked for. A story (`login`) means itself and all it needs; a step (`login:gate`) brings it that far,
 * after what it needs; `:gate` brings every story that far; nothing asked means everything.
 */
export function selectTargets(asked: readonly string[], needs: Needs): { readonly selection: Selection; readonly problems: readonly Problem[] } {
  const stories = [...needs.keys()];
  const selection = new Map<string, Step>();
  const problems: Problem[] = [];
  const want = (story: string, step: Step): void => {
    const before = selection.get(story);
    if (before === undefined || STEPS.indexOf(step) > STEPS.indexOf(before)) selection.set(story, step);
  };
  if (asked.length === 0) for (const story of stories) want(story, 'integrate');
  for (const name of asked) {
    const target = parse(name);
    if (!target.step || (target.story !== '' && !needs.has(target.story))) {
      problems.push(unknown(name, target.step ? stories : STEPS.map((step) => `${target.story}:${step}`)));
      continue;
    }
    for (const story of target.story === '' ? stories : [target.story]) {
      want(story, target.step);
      if (target.step === 'budget-check') continue;
      for (const need of closure(story, needs)) if (needs.has(need)) want(need, 'integrate');
    }
  }
  return { selection, problems };
}

function parse(name: string): { story: string; step: Step | undefined } {
  const colon = name.indexOf(':');
  if (colon === -1) return { story: name, step: 'integrate' };
  return { story: name.slice(0, colon), step: STEPS.find((step) => step === name.slice(colon + 1)) };
}

function unknown(name: string, known: readonly string[]): Problem {
  const suggestion = suggest(name, known);
  return { reason: 'unknown-target', name, known, ...(suggestion === undefined ? {} : { suggestion }) };
}
