import type { Forecast } from '../model/budget.ts';
import type { SessionSums } from '../model/parallel.ts';

/** What sharing a session takes of a story. */
export interface Packable {
  readonly id: string;
  readonly agent: string;
  readonly forecast: Pick<Forecast, 'model' | 'effort' | 'floorTokens' | 'workingP80Tokens' | 'baseTokens' | 'zone'>;
}

/**
 * Sessions that small stories could share: each goes into the first that has room under the smart zone and nobody it may not
 * share with, in the order given. Stories of different agents, models or efforts never share one.
 */
export function packed<S extends Packable>(stories: readonly S[], mayShare: (a: S, b: S) => boolean): readonly (readonly S[])[] {
  const sessions: S[][] = [];
  for (const story of stories) {
    const room = sessions.find((session) => fits([...session, story]) && session.every((other) => mayShare(other, story)));
    if (room) room.push(story);
    else sessions.push([story]);
  }
  return sessions;
}

function fits(stories: readonly Packable[]): boolean {
  const sums = sessionSums(stories);
  return alike(stories) && sums.totalTokens <= sums.hardTokens;
}

function alike(stories: readonly Packable[]): boolean {
  const [first, ...rest] = stories.map(({ agent, forecast: { model, effort = '' } }) => JSON.stringify([agent, model, effort]));
  return rest.every((one) => one === first);
}

export function sessionSums(stories: readonly Packable[]): SessionSums {
  const sum = (of: (one: Packable['forecast']) => number): number =>
    stories.reduce((total, { forecast }) => total + of(forecast), 0);
  const [floorTokens, workingP80Tokens] = [sum((one) => one.floorTokens), sum((one) => one.workingP80Tokens)];
  const baseTokens = Math.max(...stories.map(({ forecast }) => forecast.baseTokens));
  return {
    stories: stories.map(({ id }) => id),
    baseTokens,
    floorTokens,
    workingP80Tokens,
    totalTokens: baseTokens + floorTokens + workingP80Tokens,
    hardTokens: Math.min(...stories.map(({ forecast }) => forecast.zone.hardTokens)),
  };
}
