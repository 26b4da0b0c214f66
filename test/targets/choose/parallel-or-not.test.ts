import { expect, it } from 'vitest';
import { parallelOrNot } from '../../../src/targets/choose/parallel-or-not.ts';
import { forecastOf } from '../../plan/planned.ts';
import { carded, intentOf } from '../survey-of.ts';
import type { Story } from '../../../src/model/card.ts';
import type { Forecast } from '../../../src/model/budget.ts';

const ways = (intent: Parameters<typeof parallelOrNot>[0], lanes: number): ReturnType<typeof parallelOrNot> =>
  parallelOrNot(intent, lanes, () => false);

/** An intent whose stories have forecasts: `more` says which differ. */
async function forecasted(stories: readonly Story[], more: Readonly<Record<string, Partial<Forecast>>> = {}) {
  const intent = await intentOf({ stories });
  const measured = new Map(
    [...intent.survey.measured].map(([id, one]) => [id, { ...one, forecast: { ...forecastOf(2_000, 7_000), ...more[id] } }]),
  );
  return { ...intent, survey: { ...intent.survey, measured } };
}

const own = (id: string, more: Partial<Story> = {}) => carded(id, id, { files: [`src/${id}.ts`], ...more });

it('the same stories three ways: base paid each time or once, and reread by what comes after', async () => {
  const told = ways(await forecasted([own('a'), own('b'), own('c')]), 2)!;
  expect(told.ways.map(({ how, sessions, lanes, durationMs }) => [how, sessions, lanes, durationMs])).toEqual([
    ['own', 3, 2, 80_000],
    ['shared', 1, 2, 120_000],
    ['one', 1, 1, 120_000],
  ]);
  const [each, , one] = told.ways;
  expect(each!.spend.cacheWrite - one!.spend.cacheWrite).toBe(2 * 6_000);
  expect(one!.spend.cacheRead).toBe(5 * 9_000 + 5 * 18_000);
  expect(one!.peakOfZone).toBeCloseTo((6_000 + 3 * 16_000) / 100_000);
  expect(told).toMatchObject({ compared: 3, of: 3, timed: 0, shared: [{ stories: ['a', 'b', 'c'], totalTokens: 54_000 }] });
});

it('stories share no session where one needs the other, where files overlap, or where they are not declared', async () => {
  const sharedOf = async (stories: readonly Story[]) =>
    ways(await forecasted(stories), 2)!.shared.map((sums) => sums.stories.join('+'));
  expect(await sharedOf([own('a'), own('b', { dependsOn: ['a'] })])).toEqual([]);
  expect(await sharedOf([own('a'), own('b', { files: ['src/*.ts'] })])).toEqual([]);
  expect(await sharedOf([own('a'), own('b', { files: [] })])).toEqual([]);
  expect(await sharedOf([own('a'), own('b', { dependsOn: ['a'] }), own('c', { dependsOn: ['a'] })])).toEqual(['b+c']);
});

it('what needs another waits for it in the time told', async () => {
  const told = ways(await forecasted([own('a'), own('b', { dependsOn: ['a'] })]), 2)!;
  expect(told.ways.map(({ how, durationMs }) => [how, durationMs])).toEqual([
    ['own', 80_000],
    ['one', 80_000],
  ]);
});

it('two agents or models are two sessions however they are done, and a price is told where all are known', async () => {
  const told = ways(await forecasted([own('a'), own('b')], { b: { model: 'nobody-knows' } }), 2)!;
  expect(told.ways.map(({ how, sessions }) => [how, sessions])).toEqual([
    ['own', 2],
    ['one', 2],
  ]);
  expect(told.ways.every(({ spend }) => spend.usd === undefined)).toBe(true);
  const known = ways(await forecasted([own('a'), own('b')]), 2)!;
  expect(known.ways.every(({ spend }) => spend.usd! > 0)).toBe(true);
});

it('there is nothing to choose for one story, and more than anybody reads are compared in part', async () => {
  expect(ways(await forecasted([own('a')]), 2)).toBeUndefined();
  const many = Array.from({ length: 401 }, (_, at) => own(`s${String(at).padStart(3, '0')}`));
  expect(ways(await forecasted(many), 8)).toMatchObject({ compared: 400, of: 401 });
});
