import type { Problem } from '../model/problem.ts';
import { closure, type Needs } from '../model/dag.ts';
import { suggest } from '../model/suggest.ts';
import { STEPS, type Step } from '../model/target.ts';

/** How far each wanted story is to be brought. */
export type Selection = ReadonlyMap<string, Step>;

/**
 * What the person asked for. A story (`login`) means itself and all it needs; a step (`login:gate`) brings it that far,
 * after what it needs; `:gate` brings every story that far; nothing asked means everything. `among` narrows it: of what
 * is asked only these stories, and what they need.
 */
export function selectTargets(
  asked: readonly string[],
  needs: Needs,
  among?: ReadonlySet<string>,
): { readonly selection: Selection; readonly problems: readonly Problem[] } {
  const stories = [...needs.keys()];
  if (asked.length === 0 && among === undefined) {
    return { selection: new Map(stories.map((story) => [story, 'integrate'])), problems: [] };
  }
  const targets = (asked.length === 0 ? stories : asked).map((name) => ({ name, ...parse(name) }));
  const problems = targets.flatMap(({ name, story, step }) => {
    if (step === undefined)
      return [
        unknown(
          name,
          STEPS.map((one) => `${story}:${one}`),
        ),
      ];
    const after = name.slice(story.length);
    return story === '' || needs.has(story)
      ? []
      : [
          unknown(
            name,
            stories.map((one) => `${one}${after}`),
          ),
        ];
  });
  if (problems.length > 0) return { selection: new Map(), problems };
  const selection = new Map<string, Step>();
  const meant = (story: string): string[] =>
    (story === '' ? stories : [story]).filter((one) => among === undefined || among.has(one));
  for (const [story, step] of targets.flatMap(({ story, step }) => wanted(meant(story), step!, needs))) {
    const before = selection.get(story);
    if (before === undefined || STEPS.indexOf(step) > STEPS.indexOf(before)) selection.set(story, step);
  }
  return { selection, problems: [] };
}

/** The stories at that step, and what they need, integrated: measuring alone needs nobody else. */
function wanted(stories: readonly string[], step: Step, needs: Needs): [string, Step][] {
  return stories.flatMap((story) => {
    const first = step === 'budget-check' ? [] : [...closure(story, needs)].filter((need) => needs.has(need) && need !== story);
    return [[story, step] as [string, Step], ...first.map((need): [string, Step] => [need, 'integrate'])];
  });
}

function parse(name: string): { story: string; step: Step | undefined } {
  const colon = name.indexOf(':');
  if (colon === -1) return { story: name, step: name === '' ? undefined : 'integrate' };
  return { story: name.slice(0, colon), step: STEPS.find((step) => step === name.slice(colon + 1)) };
}

function unknown(name: string, known: readonly string[]): Problem {
  const suggestion = suggest(name, known);
  return { reason: 'unknown-target', name, known, ...(suggestion === undefined ? {} : { suggestion }) };
}
