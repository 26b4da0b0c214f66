import type { Adr, Story } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';
import { differs } from './rules.ts';

/** What an ADR lacks, weighs, and is worth. One that is no longer in force is left as it is. */
export function adrProblems({ adrs, stories, weights }: CheckInput): readonly CardProblem[] {
  const users = usersOf(stories);
  return adrs
    .filter(({ status }) => status === 'proposed' || status === 'accepted')
    .flatMap((adr) => [...weightProblems(adr, weights.get(adr.id)), ...gaps(adr), ...useProblems(adr, users.get(adr.id) ?? [])]);
}

function weightProblems(adr: Adr, measured: number | undefined): readonly CardProblem[] {
  if (measured === undefined) return [];
  const { id, weightTokens } = adr;
  if (weightTokens === undefined) return [{ reason: 'weight-missing', id, measured, place: placeIn(adr, '') }];
  if (!differs('weight-differs', weightTokens, measured)) return [];
  return [{ reason: 'weight-differs', id, declared: weightTokens, measured, place: placeIn(adr, '/weight') }];
}

function gaps(adr: Adr): readonly CardProblem[] {
  const { id, has } = adr;
  const sections = [
    ...(has.decision ? [] : ['Decision']),
    ...(has.contract ? [] : ['Contract']),
    ...(has.doesNotDecide ? [] : ['Does not decide']),
  ];
  const unlocked = adr.status === 'accepted' && adr.lockedInBy.length === 0;
  return [
    ...sections.map((section): CardProblem => ({ reason: 'contract-missing', id, section, place: placeIn(adr, '') })),
    ...(unlocked ? [{ reason: 'lock-missing', id, place: placeIn(adr, '/locked_in_by') } as const] : []),
  ];
}

/** ADR id -> the stories, not dropped, that pay for it. */
function usersOf(stories: readonly Story[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { id, adrs, status } of stories) {
    if (status === 'dropped') continue;
    for (const adr of new Set(adrs)) {
      const own = users.get(adr);
      if (own) own.push(id);
      else users.set(adr, [id]);
    }
  }
  return users;
}

function useProblems(adr: Adr, users: readonly string[]): readonly CardProblem[] {
  return users.length === 1 ? [{ reason: 'adr-used-once', id: adr.id, story: users[0]!, place: placeIn(adr, '') }] : [];
}
