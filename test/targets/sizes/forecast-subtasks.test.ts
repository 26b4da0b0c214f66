import { expect, test } from 'vitest';
import type { Adapter } from '../../../src/model/agent.ts';
import { NOTHING_SHARED } from '../../../src/model/history.ts';
import { forecastSubtasks } from '../../../src/targets/sizes/forecast-subtasks.ts';
import { carded, intentOf } from '../survey-of.ts';

const ADAPTER = { name: 'claude', base: () => ({ tokens: 6_000, source: 'assumed' }) } as unknown as Adapter;
const WORKER = { adapter: ADAPTER, settings: '' };

/** Of a story with a part for each file, each of so many tokens, and 1,000 of card. */
async function forecastsOf(tokens: Readonly<Record<string, number>>, isInParts = true) {
  const names = Object.keys(tokens);
  const subtasks = names.map((id) => ({ id, title: id, files: [`src/${id}`], dependsOn: [] }));
  const budget = { model: 'claude-sonnet-4-6' };
  const story = carded('beads', 'b', { budget, subtasks: isInParts ? subtasks : [] });
  const { project } = (await intentOf({ stories: [story], project: { shared: NOTHING_SHARED } })).survey;
  const files = names.map((name) => ({ kind: 'file' as const, name: `src/${name}`, tokens: tokens[name]! }));
  const parts = [{ kind: 'card' as const, name: 'card', tokens: 1_000 }, ...files];
  const floor = { parts, tokens: parts.reduce((sum, part) => sum + part.tokens, 0) };
  return forecastSubtasks(project, { story, key: 'k', implementParts: {} }, floor, WORKER);
}

test("a part is expected to read the card and what is nobody else's, and only each part has to fit", async () => {
  const fits = (await forecastsOf({ one: 5_000, two: 6_000, three: 7_000 }))!;
  expect(fits.subtasks.map(({ subtask, forecast }) => [subtask.id, forecast.rawFloorTokens])).toEqual([
    ['one', 6_000],
    ['two', 7_000],
    ['three', 8_000],
  ]);
  expect(fits.over).toBeUndefined();
});

test('a part that does not fit is told with what to cut', async () => {
  const { over } = (await forecastsOf({ one: 5_000, two: 60_000 }))!;
  expect(over).toMatchObject({ reason: 'over-zone', id: 'beads', cut: [{ name: 'src/two' }] });
});

test('a story that names no parts has none', async () => {
  expect(await forecastsOf({ one: 5_000 }, false)).toBeUndefined();
});
