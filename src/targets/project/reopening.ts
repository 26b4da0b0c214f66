import type { ReopeningPrice } from '../../model/reopening.ts';
import type { Intent } from '../choose/intent.ts';

/** Integrated stories, of those asked for, whose contracts were edited since, and what building them again would take; undefined where there are none. */
export function reopeningOf({ survey, asked }: Pick<Intent, 'survey' | 'asked'>): ReopeningPrice | undefined {
  const meant = new Set(asked);
  const rows = survey.plan.stories.filter(({ story }) => meant.has(story.id));
  const drifted = rows.flatMap((row) => {
    const { state, reason } = row.decisions.integrate;
    return state === 'held' && reason.code === 'contract-edited' ? [{ row, changes: reason.changes }] : [];
  });
  if (drifted.length === 0) return undefined;
  const forecasts = drifted.flatMap(({ row }) => row.forecast ?? []);
  const sum = (of: (forecast: (typeof forecasts)[number]) => number): number =>
    forecasts.reduce((total, forecast) => total + of(forecast), 0);
  const priced = forecasts.filter(({ usd }) => usd !== undefined);
  const parts = drifted.flatMap(({ changes }) => changes.map(({ part }) => part.replace(/^contract /, '')));
  return {
    stories: drifted.map(({ row }) => row.story.id),
    adrs: [...new Set(parts)],
    toImplement: drifted.length,
    p50Tokens: sum(({ floorTokens, workingP50Tokens }) => floorTokens + workingP50Tokens),
    ceilingTokens: sum(({ ceilingTokens }) => ceilingTokens),
    ...(priced.length > 0 ? { usd: sum(({ usd = 0 }) => usd) } : {}),
  };
}
