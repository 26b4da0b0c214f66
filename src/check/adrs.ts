import type { Adr, Story } from '../model/card.ts';
import type { CardProblem } from '../model/problem.ts';
import type { CheckInput } from './check-input.ts';
import { placeIn } from './place-in.ts';
import { differs } from './rules.ts';

/** What an ADR lacks, weighs, and is worth. One that is no longer in force is left as it is. */
export function adrProblems({ adrs, stories, weights }: CheckInput): readonly CardProblem[] {
  const alive = stories.filter(({ status }) => status !== 'dropped');
  return adrs
    .filter(({ status }) => status === 'proposed' || status === 'accepted')
    .flatMap((adr) => [...weightProblems(adr, weights.get(adr.id)), ...gaps(adr), ...useProblems(adr, alive)]);
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
  const place = placeIn(adr, '');
  const sections = [
    ...(has.decision ? [] : ['Decision']),
    ...(has.contract ? [] : ['Contract']),
    ...(has.doesNotDecide ? [] : ['Does not decide']),
  ];
  const unlocked = adr.status === 'accepted' && adr.lockedInBy.length === 0;
  return [
    ...sections.map((section): CardProblem => ({ reason: 'contract-missing', id, section, place })),
    ...(unlocked ? [{ reason: 'lock-missing', id, place: placeIn(adr, '/locked_in_by') } as const] : []),
  ];
}

function useProblems(adr: Adr, stories: readonly Story[]): readonly CardProblem[] {
  const users = stories.filter(({ adrs }) => adrs.includes(adr.id));
  return users.length === 1 ? [{ reason: 'adr-used-once', id: adr.id, story: users[0]!.id, place: placeIn(adr, '') }] : [];
}
