import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { StagedSession } from '../rig/agent-stage.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Three stories that may all change `src/shared.mjs`, and do as they like. */
beforeEach(() => {
  for (const id of ['one', 'two', 'three']) {
    const card = workshop
      .read('stories/double.md')
      .replace(/^files: .*$/m, `files: [src/shared.mjs, src/${id}.mjs]`)
      .replace('Double a number', `Story ${id}`);
    workshop.write(`stories/${id}.md`, card);
  }
  workshop.write('src/shared.mjs', 'export const SHARED = 0;\n');
  workshop.configure({ retries: 1, parallel: { jobs: 3, stagger: '0s', conflicts: 'optimistic' } });
  workshop.commit('Three stories on one file');
});

async function puts(session: StagedSession, text: string, request: string): Promise<void> {
  await session.act({ do: 'write', path: path.join(session.cwd, 'src/shared.mjs'), text });
  await session.act({ do: 'tell', event: { type: 'usage', id: request, input: 2000, output: 100, context: 2000 } });
}

test('a conflict is told while both are in session, with stories and file, once per change, and in status and plan', async () => {
  const build = workshop.start(['build', '-k', '--json', 'one', 'two']);
  const [one, two] = await Promise.all(['one', 'two'].map((story) => workshop.stage.session(story)));
  await puts(one!, 'export const SHARED = 1;\n', 'm1');
  await puts(two!, 'export const SHARED = 2;\n', 'm1');
  const told = await build.event((event) => event.t === 'radar');
  expect(told).toMatchObject({ stories: ['one', 'two'], paths: ['src/shared.mjs'] });
  const pair = { stories: ['one', 'two'], paths: ['src/shared.mjs'] };
  expect((await workshop.xpar('status', '--json')).json()).toMatchObject({ foreseen: [pair] });
  expect((await workshop.xpar('status')).stdout).toContain('one and two would not merge as they stand: src/shared.mjs');
  const planned = (await workshop.xpar('plan', '--json')).json<{ stories: readonly { id: string; underWay?: string }[] }>();
  expect(planned).toMatchObject({ foreseen: [pair] });
  expect(planned.stories.flatMap(({ id, underWay }) => (underWay === undefined ? [] : [[id, underWay]]))).toEqual([
    ['one', 'implement'],
    ['two', 'implement'],
  ]);
  expect((await workshop.xpar('why', 'one:implement')).stdout).toContain('one:implement  running  is under way');
  await puts(two!, 'export const SHARED = 0;\n', 'm2');
  expect(await build.event((event) => event.t === 'radar', 2)).toMatchObject({ stories: ['one', 'two'], paths: [] });
  await one!.exit(0);
  await two!.act({ do: 'write', path: path.join(two!.cwd, 'src/two.mjs'), text: 'export const two = 2;\n' });
  await two!.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('radar')).toHaveLength(2);
});

test('who would not merge with two others is folded in after them', async () => {
  const hunk = (a: number, b: number): string =>
    `export const SHARED = 0;\n${'\n'.repeat(9)}export const A = ${a};\n${'\n'.repeat(9)}export const B = ${b};\n`;
  workshop.write('src/shared.mjs', hunk(0, 0));
  workshop.configure({
    retries: 1,
    parallel: { jobs: 4, stagger: '0s', conflicts: 'optimistic' },
    gates: [{ name: 'wait', command: ['node', 'wait.mjs'] }],
    gateEnv: ['HOLD'],
  });
  workshop.write(
    'wait.mjs',
    "import fs from 'node:fs';\nwhile (process.cwd().endsWith('.suite') && fs.existsSync(process.env.HOLD)) await new Promise((resolve) => setTimeout(resolve, 20));\n",
  );
  workshop.commit('Two places in one file');
  const hold = path.join(workshop.root, 'hold');
  const { rmSync, writeFileSync } = await import('node:fs');
  writeFileSync(hold, '');
  const build = workshop.start(['build', '-k', '--json', 'add', 'double', 'one', 'three', 'two'], { env: { HOLD: hold } });
  const ends = async (story: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const session = await workshop.stage.session(story);
    await writes(files)(session);
    await session.exit(0);
    await build.event((event) => event.t === 'started' && event.step === 'integrate' && event.story === story);
  };
  // The first lands with its gated tree; the suite is held with the second, and the others stand in line.
  await ends('add', { 'src/add.mjs': 'export const add = 1;\n' });
  await build.event((event) => event.t === 'integrated' && event.story === 'add');
  await ends('double', { 'src/double.mjs': 'export const double = 1;\n' });
  await ends('one', { 'src/shared.mjs': hunk(1, 1) });
  await ends('three', { 'src/shared.mjs': hunk(3, 0) });
  await ends('two', { 'src/shared.mjs': hunk(0, 2) });
  rmSync(hold);
  const ran = await build.ended;
  expect(ran.told('wave').at(-1)).toMatchObject({
    stories: ['three', 'two', 'one'],
    landed: ['three', 'two'],
    conflicts: ['one'],
  });
});
