import { expect, test } from 'vitest';
import type { Forecast } from '../../../src/model/budget.ts';
import type { InParts } from '../../../src/model/in-parts.ts';
import type { Story } from '../../../src/model/card.ts';
import type { PlannedStory } from '../../../src/plan/plan.ts';
import { inPartsText } from '../../../src/report/in-parts-text.ts';
import { inParts } from '../../../src/targets/choose/in-parts.ts';
import { forecastOf } from '../../plan/planned.ts';
import { carded, intentOf } from '../survey-of.ts';

const MODULES = ['src/a.ts', 'test/a.test.ts', 'src/b.ts', 'src/c.ts'];
const SLOW = { requests: 50, durationMs: 600_000, samples: 3 };

/** What the plan says of one story with a forecast; its floor is 1,000 of card and 1,000 of each file. */
async function told(story: Story, more: Partial<PlannedStory>, lanes = 3): Promise<readonly InParts[]> {
  const intent = await intentOf({ stories: [story] });
  const files = ['src/a.ts', 'src/b.ts', 'src/c.ts'].map((name) => ({ kind: 'file' as const, name, tokens: 1_000 }));
  const floor = { tokens: 4_000, parts: [{ kind: 'card' as const, name: 'card', tokens: 1_000 }, ...files] };
  const { plan } = intent.survey;
  const stories = plan.stories.map((row) => ({ ...row, floor, ...more }));
  return inParts({ ...intent, survey: { ...intent.survey, plan: { ...plan, stories } } }, lanes);
}

function slow(more: Partial<Forecast> = {}): Pick<PlannedStory, 'forecast'> {
  return { forecast: { ...forecastOf(4_880, 60_000), pace: SLOW, ...more } };
}

test('three files that can be changed apart, and a long session: the sums of both ways are told, and each part by its files', async () => {
  const [could] = await told(carded('beads', 'b', { files: MODULES }), slow());
  expect(could).toMatchObject({ story: 'beads', how: 'could', inOneTokens: 70_880, inOneMs: 600_000, durationMs: 200_000 });
  expect(could!.parts.map(({ files }) => files)).toEqual([['src/a.ts', 'test/a.test.ts'], ['src/b.ts'], ['src/c.ts']]);
  expect(could!.tokens).toBe(Math.round(3 * (6_000 + 1.22 * 2_000) + 60_000));
  expect(inPartsText([could!])).toMatchInlineSnapshot(`
    "beads  3 sessions, 85.3k instead of 70.9k (+14.4k: bases and floors), 3:20 instead of 10:00: could be \`subtasks\` on its card, as these files can be changed apart
      - src/a.ts, test/a.test.ts
      - src/b.ts
      - src/c.ts"
  `);
});

test('nothing is proposed for two files, a quick story, one lane, files unknown, or where bases cost more than the time is worth', async () => {
  const beads = carded('beads', 'b', { files: MODULES });
  expect(await told(carded('beads', 'b', { files: MODULES.slice(0, 3) }), slow())).toEqual([]);
  expect(await told(beads, slow({ pace: { ...SLOW, durationMs: 60_000 } }))).toEqual([]);
  expect(await told(beads, slow(), 1)).toEqual([]);
  expect(await told(carded('beads', 'b', {}), slow())).toEqual([]);
  expect(await told(beads, slow({ workingP50Tokens: 1_000, baseTokens: 60_000 }))).toEqual([]);
});

test('one that is quick and does not fit its zone is proposed all the same', async () => {
  const quick = slow({ pace: { ...SLOW, durationMs: 60_000 }, verdict: 'tight' });
  expect(await told(carded('beads', 'b', { files: MODULES }), quick)).toHaveLength(1);
});

test('subtasks of a card: those that are left, and what they wait for', async () => {
  const sub = (id: string, ...dependsOn: readonly string[]) => ({ id, title: id, files: [`src/${id}.ts`], dependsOn });
  const all = [sub('a'), sub('b'), sub('c', 'a', 'b')];
  const subtasks = all.map((subtask) => ({
    subtask,
    needs: subtask.dependsOn,
    forecast: forecastOf(2_440, 1),
    isDone: subtask.id === 'a',
  }));
  const [card] = await told(carded('beads', 'b', { files: MODULES, subtasks: all }), { ...slow(), subtasks });
  expect(card).toMatchObject({ how: 'card', tokens: 2 * 8_440 + 40_000, durationMs: 400_000 });
  expect(inPartsText([card!])).toMatchInlineSnapshot(`
    "beads  2 of 3 sessions left, 56.9k, 6:40
      b src/b.ts
      c src/c.ts, after b"
  `);
});
