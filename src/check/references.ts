import type { Adr, Story } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';
import { isAsked } from './rules.ts';

interface Known {
  readonly stories: ReadonlySet<string>;
  readonly adrs: ReadonlySet<string>;
  readonly adrsById: ReadonlyMap<string, Adr>;
  readonly gates: ReadonlySet<string>;
  readonly agents: readonly string[];
}

/** Names on cards that name nothing: ADRs, stories and gates. */
export function referenceProblems(input: CheckInput): readonly CardProblem[] {
  const known: Known = {
    // A card that was deleted after its work was integrated is still something to depend on.
    stories: new Set([...input.stories.map(({ id }) => id), ...input.unreadable, ...input.integrated]),
    adrs: new Set([...input.adrs.map(({ id }) => id), ...input.unreadable]),
    adrsById: new Map(input.adrs.map((adr) => [adr.id, adr])),
    gates: new Set(input.gateNames),
    agents: input.agentNames,
  };
  return [
    ...input.stories.flatMap((story) => storyProblems(story, known)),
    ...input.adrs.flatMap((adr) => adrReferences(adr, known)),
  ];
}

function storyProblems(story: Story, known: Known): readonly CardProblem[] {
  if (story.status === 'dropped') return [];
  return [
    ...story.adrs.flatMap((id, index) => scopeProblems(story, id, `/adrs/${index}`, known)),
    ...story.dependsOn.flatMap((id, index): readonly CardProblem[] => {
      if (known.stories.has(id)) return [];
      return [{ reason: 'unknown-story', id, place: placeIn(story, `/depends_on/${index}`), ...near(id, known.stories) }];
    }),
    ...gateProblems(story, known.gates),
    ...agentProblems(story, known.agents),
  ];
}

function scopeProblems(story: Story, id: string, pointer: string, known: Known): readonly CardProblem[] {
  const isKnown = known.adrs.has(id);
  const status = known.adrsById.get(id)?.status ?? 'accepted';
  if (isKnown && (status === 'proposed' || status === 'accepted')) return [];
  const place = placeIn(story, pointer);
  return [
    isKnown ? { reason: 'adr-not-in-force', id, status, place } : { reason: 'unknown-adr', id, place, ...near(id, known.adrs) },
  ];
}

function gateProblems(story: Story, gates: ReadonlySet<string>): readonly CardProblem[] {
  if (!isAsked('unknown-gate', story.status)) return [];
  return story.gates.flatMap((gate, index): readonly CardProblem[] =>
    gates.has(gate) ? [] : [{ reason: 'unknown-gate', gate, known: [...gates], place: placeIn(story, `/gates/${index}`) }],
  );
}

/** A type may be any word: only one that is nearly an agent's name looks like a slip. */
function agentProblems(story: Story, agents: readonly string[]): readonly CardProblem[] {
  const { type, status } = story;
  if (type === undefined || agents.includes(type) || !isAsked('unknown-agent', status)) return [];
  const suggestion = suggest(type, agents);
  return suggestion === undefined ? [] : [{ reason: 'unknown-agent', name: type, suggestion, place: placeIn(story, '/type') }];
}

function adrReferences(adr: Adr, known: Known): readonly CardProblem[] {
  const predecessors = adr.predecessors.flatMap((id, index): readonly CardProblem[] =>
    known.adrs.has(id)
      ? []
      : [{ reason: 'unknown-adr', id, place: placeIn(adr, `/predecessors/${index}`), ...near(id, known.adrs) }],
  );
  const dangling = adr.references.flatMap(({ id, kind, place }): readonly CardProblem[] => {
    const ids = kind === 'adr' ? known.adrs : known.stories;
    return ids.has(id) ? [] : [{ reason: 'dangling-reference', id, place, ...near(id, ids) }];
  });
  return [...predecessors, ...dangling];
}

function near(id: string, ids: ReadonlySet<string>): { suggestion?: string } {
  const suggestion = suggest(id, ids);
  return suggestion === undefined ? {} : { suggestion };
}
