import type { Adr, Story } from '../model/card.ts';
import { closure, rings, type Needs } from '../model/dag.ts';
import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';

/** Stories that wait for themselves, ADRs that build on themselves, and `depends_on` against the order of ADRs. */
export function ringProblems({ stories, adrs }: CheckInput): readonly CardProblem[] {
  const alive = new Map(stories.filter(({ status }) => status !== 'dropped').map((story) => [story.id, story]));
  const byId = new Map(adrs.map((adr) => [adr.id, adr]));
  const storyNeeds = new Map([...alive.values()].map(({ id, dependsOn }) => [id, dependsOn.filter((need) => alive.has(need))]));
  const adrNeeds = new Map(adrs.map(({ id, predecessors }) => [id, predecessors.filter((need) => byId.has(need))]));
  const storyRings = rings(storyNeeds);
  const adrRings = rings(adrNeeds);
  const contradictions = storyRings.length + adrRings.length > 0 ? [] : mixedRings(alive, storyNeeds, adrNeeds);
  return [
    ...storyRings.map((ring) => ringOfStories(ring, alive)),
    ...adrRings.map((ring) => ringOfAdrs(ring, byId)),
    ...contradictions.map((ring): CardProblem => ({
      ...ringOfStories(ring.stories, alive),
      of: 'stories and ADRs',
      ring: ring.shown,
    })),
  ];
}

type Ring = Extract<CardProblem, { reason: 'ring' }>;

function ringOfStories(ring: readonly string[], stories: ReadonlyMap<string, Story>): Ring {
  const first = stories.get(ring[0]!)!;
  const index = first.dependsOn.indexOf(ring[1]!);
  return { reason: 'ring', of: 'stories', ring, place: placeIn(first, index === -1 ? '/adrs' : `/depends_on/${index}`) };
}

function ringOfAdrs(ring: readonly string[], adrs: ReadonlyMap<string, Adr>): Ring {
  const first = adrs.get(ring[0]!)!;
  return { reason: 'ring', of: 'ADRs', ring, place: placeIn(first, `/predecessors/${first.predecessors.indexOf(ring[1]!)}`) };
}

/** With the ADRs that order two stories between them. */
interface MixedRing {
  readonly stories: readonly string[];
  readonly shown: readonly string[];
}

/**
 * A story stands at its most derived ADRs, and comes after every story all of whose ADRs those build on. Where it also
 * has to come before one of them, no order is right.
 */
function mixedRings(stories: ReadonlyMap<string, Story>, storyNeeds: Needs, adrNeeds: Needs): readonly MixedRing[] {
  const needed = new Set([...storyNeeds.values()].flat());
  const concerned = [...stories.keys()].filter((id) => needed.has(id) || storyNeeds.get(id)!.length > 0);
  const scopes = new Map(concerned.map((id) => [id, stories.get(id)!.adrs.filter((adr) => adrNeeds.has(adr))]));
  const ancestors = new Map([...new Set([...scopes.values()].flat())].map((id) => [id, closure(id, adrNeeds)]));
  const stands = new Map([...scopes].map(([id, scope]) => [id, mostDerived(scope, ancestors)]));
  const isAfter = (late: string, early: string): boolean => standsAfter(stands.get(late)!, stands.get(early)!, ancestors);
  const needs = new Map(
    concerned.map((id) => [id, [...storyNeeds.get(id)!, ...concerned.filter((other) => isAfter(id, other))]]),
  );
  const step = (id: string, next: string): readonly string[] =>
    storyNeeds.get(id)!.includes(next) ? [id] : [id, ...adrsBetween(stands.get(id)!, stands.get(next)!, ancestors)];
  return rings(needs).map((ring) => ({
    stories: ring,
    shown: ring.flatMap((id, index) => (index === ring.length - 1 ? [id] : step(id, ring[index + 1]!))),
  }));
}

/** ADR id -> all that it builds on. */
type Ancestors = ReadonlyMap<string, ReadonlySet<string>>;

function mostDerived(scope: readonly string[], ancestors: Ancestors): readonly string[] {
  return scope.filter((id) => !scope.some((other) => ancestors.get(other)!.has(id)));
}

function standsAfter(late: readonly string[], early: readonly string[], ancestors: Ancestors): boolean {
  return early.length > 0 && early.every((id) => late.some((other) => ancestors.get(other)!.has(id)));
}

function adrsBetween(late: readonly string[], early: readonly string[], ancestors: Ancestors): readonly string[] {
  const to = early[0]!;
  return [late.find((id) => ancestors.get(id)!.has(to))!, to];
}
