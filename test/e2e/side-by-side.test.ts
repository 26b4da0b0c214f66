import { beforeEach, expect, test } from 'vitest';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** `one` and `two` may change the same file, `three` and `four` the same table of routes; nobody depends on anybody. */
const FILES = {
  one: ['src/both.mjs', 'src/one.mjs'],
  two: ['src/both.mjs', 'src/two.mjs'],
  three: ['src/routes/three.mjs'],
  four: ['src/routes/four.mjs'],
} as const;

beforeEach(() => {
  for (const [id, files] of Object.entries(FILES)) {
    const card = workshop
      .read('stories/double.md')
      .replace(/^files: .*$/m, `files: [${files.join(', ')}]`)
      .replace('Double a number', `Story ${id}`);
    workshop.write(`stories/${id}.md`, card);
  }
  configure({});
});

function configure(parallel: object): void {
  workshop.configure({ retries: 1, hotspots: ['src/routes/**'], parallel: { jobs: 4, stagger: '0s', ...parallel } });
  workshop.commit('Four stories');
}

const PLAYS = Object.fromEntries(
  Object.entries(FILES).map(([id, files]) => [id, writes({ [files.at(-1)!]: `export const ${id} = 1;\n` })]),
);

/** Builds the two, by id: are they in session at once, or does the second wait for the first? */
async function together(
  pair: readonly [string, string],
  { for: what = 'files', on = pair[0], flags = [] }: { for?: string; on?: string; flags?: readonly string[] } = {},
): Promise<string> {
  const [first, second] = pair;
  const build = workshop.start(['build', '-k', '--json', ...flags, ...pair]);
  const session = await workshop.stage.session(first);
  const both = workshop.stage.session(second).then(() => 'at once');
  const waits = build.event((event) => event.t === 'waiting' && event.story === second && event.for === what && event.on === on);
  const found = await Promise.race([both, waits.then(() => 'one waits')]);
  waits.catch(() => undefined);
  await PLAYS[first]!(session);
  await session.exit(0);
  workshop.plays({ [second]: PLAYS[second]! });
  expect(await build.ended).toMatchObject({ code: 0 });
  return found;
}

const MODEL = 'claude-sonnet-4-6';
const SAME_FILE = ['one', 'two'] as const;
const SAME_HOTSPOT = ['four', 'three'] as const;

test('under `sequential` stories that share a file or a hotspot run one after the other', async () => {
  expect(await together(SAME_FILE)).toBe('one waits');
  expect(await together(SAME_HOTSPOT)).toBe('one waits');
});

test('under `isolate` only a hotspot is waited for', async () => {
  configure({ conflicts: 'isolate' });
  expect(await together(SAME_FILE)).toBe('at once');
  expect(await together(SAME_HOTSPOT)).toBe('one waits');
});

test('a model has no more lanes at once than its config says', async () => {
  workshop.configure({ models: { [MODEL]: { concurrent: 1 } } });
  workshop.commit('One at a time');
  expect(await together(['one', 'three'], { for: 'model', on: MODEL })).toBe('one waits');
});

test('under `optimistic` nobody waits, and the merge decides', async () => {
  configure({ conflicts: 'optimistic' });
  expect(await together(SAME_FILE)).toBe('at once');
  expect(await together(SAME_HOTSPOT)).toBe('at once');
});

test('the command line says over the config how conflicts are met, for the build and for the plan', async () => {
  expect(await together(SAME_FILE, { flags: ['--conflicts', 'optimistic'] })).toBe('at once');
  const apart = async (...flags: readonly string[]): Promise<unknown> => {
    const plan = (await workshop.xpar('plan', '--json', ...flags)).json<{ stories: { id: string; apart: unknown }[] }>();
    return plan.stories.find(({ id }) => id === 'three')?.apart;
  };
  expect(await apart()).toEqual([{ story: 'four', because: 'hotspot', globs: ['src/routes/**'] }]);
  expect(await apart('--conflicts', 'optimistic')).toEqual([]);
  const text = (await workshop.xpar('plan')).stdout;
  expect(text).toContain('three  not beside four (same hotspot: src/routes/**)');
  const refused = await workshop.xpar('build', '--conflicts', 'never');
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('sequential, isolate, optimistic');
});
