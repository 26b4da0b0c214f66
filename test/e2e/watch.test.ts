import { readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Going, Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();

type Edited = Extract<Event, { t: 'edited' }>;

async function watching(...args: readonly string[]): Promise<Going> {
  const going = workshop.start(['watch', '--json', ...args]);
  await going.event(({ t }) => t === 'watching');
  return going;
}

/** The n-th batch that was told. */
async function batch(going: Going, nth: number): Promise<Edited> {
  return (await going.event(({ t }) => t === 'edited', nth)) as Edited;
}

async function ended(going: Going): Promise<Ran> {
  going.process.kill('SIGINT');
  return going.ended;
}

/** Names of what changed, batch by batch, of all that was told. */
function namesIn(ran: Ran): readonly (readonly string[])[] {
  return ran.told('edited').map(({ changes }) => changes.map(({ name, how }) => `${how} ${name}`));
}

const at = (file: string): string => path.join(workshop.repository, file);
const reword = (story: string, words: string): void =>
  workshop.edit(`stories/${story}.md`, (text) => text.replace(/^(# .*\n\n).*/m, `$1${words}`));

test('tells of a save what changed, what is stale by it, and the price before and after; ctrl-C ends it with 0', async () => {
  workshop.plays({ add: GOOD.add });
  await workshop.xpar('build', 'add');
  const going = await watching();
  reword('add', 'Two rows of beads are pushed together, slowly, by hand, from the left.');
  const told = await batch(going, 1);
  expect(told.changes).toEqual([{ of: 'story', name: 'add', how: 'edited' }]);
  expect(told.stories).toMatchObject([
    {
      story: 'add',
      step: 'implement',
      decision: { state: 'stale', reason: { code: 'edited-after-integration', changes: [{ part: 'body' }] } },
      after: { toImplement: 1 },
    },
  ]);
  expect(told.price).toMatchObject({ before: { toImplement: 2 }, after: { toImplement: 3 } });
  expect(await ended(going)).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(workshop.stage.begun).toEqual(['add#1']);
});

test('a save without change, a touch and a card deleted and restored at once do nothing', async () => {
  const going = await watching();
  const text = workshop.read('stories/add.md');
  workshop.write('stories/add.md', text);
  utimesSync(at('stories/add.md'), new Date(), new Date());
  rmSync(at('stories/double.md'));
  workshop.git('checkout', '--', 'stories/double.md');
  workshop.write('notes.md', 'no card');
  reword('sum', 'A list.');
  await batch(going, 1);
  expect(namesIn(await ended(going))).toEqual([['edited sum']]);
});

test('cards saved together are one batch', async () => {
  const going = await watching();
  for (const story of ['add', 'double', 'sum']) reword(story, 'Reworded.');
  expect((await batch(going, 1)).changes.map(({ name }) => name)).toEqual(['add', 'double', 'sum']);
  expect((await ended(going)).told('edited')).toHaveLength(1);
});

test("what xpar itself writes wakes nobody: looks, a build with nothing to do and its kept answer, a build's journal", async () => {
  workshop.plays(GOOD);
  const going = await watching();
  for (const verb of ['plan', 'lint', 'status']) await workshop.xpar(verb);
  await workshop.xpar('build');
  await going.event((event) => event.t === 'edited' && event.changes.some(({ of }) => of === 'integration'));
  for (let times = 0; times < 3; times++) expect((await workshop.xpar()).code).toBe(0);
  expect(readdirSync(at('.xpar')).map((file) => file.replace(/-.*/, ''))).toEqual(expect.arrayContaining(['quick', 'cards']));
  reword('sum', 'A list.');
  await going.event((event) => event.t === 'edited' && event.changes.some(({ name }) => name === 'sum'));
  const told = (await ended(going)).told('edited');
  // Of the build by hand only where the integration branch went is seen.
  expect([...new Set(told.slice(0, -1).flatMap(({ changes }) => changes.map(({ of }) => of)))]).toEqual(['integration']);
  expect(told.at(-1)).toMatchObject({ changes: [{ name: 'sum' }], stories: [{ decision: { state: 'stale' } }] });
});

test('a config is read again when it or a file that it imports is edited', async () => {
  const config = JSON.parse(workshop.read('xpar.config.json')) as object;
  rmSync(at('xpar.config.json'));
  workshop.write('config/shared.mjs', 'export const retries = 3;\n');
  const text = `import { retries } from './config/shared.mjs';\nexport default { ...${JSON.stringify(config)}, retries };\n`;
  workshop.write('xpar.config.mjs', text);
  const going = await watching();
  workshop.write('config/shared.mjs', 'export const retries = 2;\n');
  expect((await batch(going, 1)).changes).toEqual([{ of: 'config', name: 'xpar.config.mjs', how: 'edited' }]);
  workshop.write('xpar.config.mjs', text.replace(/}, retries }/, "}, retries, adrs: 'decisions' }"));
  const told = await batch(going, 2);
  expect(told.changes.map(({ of, how }) => `${of} ${how}`)).toEqual(['adr removed', 'adr removed', 'config edited']);
  expect((await ended(going)).told('edited')).toHaveLength(2);
});

test('where the system has no watches left, files are looked at every so often, and that is told with what to do', async () => {
  const hook = pathToFileURL(path.join(import.meta.dirname, '../rig/no-watches.mjs')).href;
  const going = workshop.start(['watch', '--json'], { env: { NODE_OPTIONS: `--import=${hook}` } });
  expect(await going.event(({ t }) => t === 'problem')).toMatchObject({
    finding: { severity: 'warning', problem: { reason: 'watches-used-up', code: 'ENOSPC' } },
  });
  await going.event(({ t }) => t === 'watching');
  reword('sum', 'A list.');
  expect((await batch(going, 1)).changes).toEqual([{ of: 'story', name: 'sum', how: 'edited' }]);
  const ran = await ended(going);
  expect([ran.code, ran.told('problem').length]).toEqual([0, 1]);
});

test("an editor's rename, a checkout of 500 cards and a deleted card restored otherwise are one batch each", async () => {
  workshop.git('switch', '--quiet', '--create', 'many');
  for (let n = 0; n < 500; n++) workshop.write(`stories/more-${n}.md`, `---\ntitle: More\nstatus: draft\n---\n# More\n`);
  workshop.commit('Many more');
  workshop.git('switch', '--quiet', 'main');
  const going = await watching();
  const edited = workshop.read('stories/add.md').replace('pushed together', 'put together');
  workshop.write('stories/.add.md.tmp', edited);
  renameSync(at('stories/.add.md.tmp'), at('stories/add.md'));
  await batch(going, 1);
  workshop.git('switch', '--quiet', 'many');
  const checkout = await batch(going, 2);
  expect(checkout.changes.filter(({ how }) => how === 'added')).toHaveLength(500);
  rmSync(at('stories/double.md'));
  workshop.write('stories/double.md', workshop.git('show', 'HEAD:stories/double.md').replace('laid twice', 'laid again'));
  await batch(going, 3);
  const told = namesIn(await ended(going));
  expect([told.length, told[0], told[2]]).toEqual([3, ['edited add'], ['edited double']]);
});

test('a card that is broken while it is edited is a finding, and gone again when it is whole', async () => {
  const going = await watching();
  workshop.edit('stories/add.md', (text) => text.replace('status: ready', 'stat'));
  const broken = await batch(going, 1);
  expect(broken.changes).toEqual([{ of: 'story', name: 'add', how: 'edited' }]);
  expect(broken.found.map(({ problem }) => problem.place?.file)).toContain('stories/add.md');
  workshop.write('xpar.config.json', '{');
  expect(
    (await going.event((one) => one.t === 'edited' && one.found.some(({ problem }) => problem.reason === 'config-failed'))).t,
  ).toBe('edited');
  workshop.git('checkout', '--', '.');
  const whole = await batch(going, 3);
  expect(whole.gone.map(({ problem }) => problem.reason)).toContain('config-failed');
  expect(whole.found).toEqual([]);
  expect((await ended(going)).code).toBe(0);
});

test('a folder that is not there yet, goes, and is made again is watched', async () => {
  workshop.configure({ stories: 'docs/cards' });
  const going = await watching();
  const card = workshop.read('stories/add.md');
  workshop.write('docs/cards/add.md', card);
  expect((await batch(going, 1)).changes).toEqual([{ of: 'story', name: 'add', how: 'added' }]);
  rmSync(at('docs'), { recursive: true });
  expect((await batch(going, 2)).changes).toEqual([{ of: 'story', name: 'add', how: 'removed' }]);
  workshop.write('docs/cards/add.md', card);
  await batch(going, 3);
  renameSync(at('docs/cards'), at('docs/before'));
  workshop.write('docs/cards/double.md', workshop.read('stories/double.md'));
  expect((await batch(going, 4)).changes.map(({ name, how }) => `${how} ${name}`)).toEqual(['removed add', 'added double']);
  workshop.configure({ stories: 'stories' });
  await batch(going, 5);
  reword('sum', 'A list.');
  expect((await batch(going, 6)).changes).toEqual([{ of: 'story', name: 'sum', how: 'edited' }]);
  expect((await ended(going)).told('edited')).toHaveLength(6);
});

test('a context file counts once it is committed: then what it is loaded by is measured again', async () => {
  const going = await watching();
  workshop.edit('src/limits.mjs', (text) => `${text}// A comment that every story has to pay for.\n`);
  workshop.commit('A comment');
  const told = await batch(going, 1);
  expect(told.changes).toEqual([{ of: 'base', name: 'main', how: 'edited' }]);
  expect(told.stories.map(({ story }) => story)).toEqual(['add', 'double', 'sum']);
  expect(told.price.after.ceilingTokens).toBeGreaterThan(told.price.before.ceilingTokens);
  await ended(going);
});

test('an idle watch leaves the lock to a build by hand', async () => {
  const going = await watching();
  workshop.plays({ add: GOOD.add });
  expect(await workshop.xpar('build', 'add')).toMatchObject({ code: 0 });
  expect((await ended(going)).code).toBe(0);
});

test('in a pipe it tells plain lines', async () => {
  const going = workshop.start(['watch']);
  let text = '';
  going.process.stderr!.on('data', (more: string) => (text += more));
  await expect.poll(() => text, { timeout: 30_000 }).toContain('xpar watch: 3 stories, 2 ADRs');
  reword('double', 'Twice.');
  await expect.poll(() => text, { timeout: 30_000 }).toContain('edited: double');
  expect(await ended(going)).toMatchObject({ code: 0, stdout: '' });
});

test('what only a build obeys is refused without --build', async () => {
  expect(await workshop.xpar('watch', '-j', '2')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('watch', '-k')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  for (const bound of [
    ['--budget', '9k'],
    ['--usd', '1'],
    ['--story-budget', 'add=9k'],
    ['--on-exceed', 'stop'],
  ])
    expect(await workshop.xpar('watch', ...bound)).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('watch', 'add')).toMatchObject({ code: 2 });
});

test('what a command line lets it spend bounds every run of a watch', async () => {
  const going = await watching('--build', '--budget', '1', '--on-exceed', 'stop');
  expect(await going.event(({ t }) => t === 'run-ended')).toMatchObject({ exit: 4, summary: { budgets: [{ limit: 1 }] } });
  expect((await ended(going)).told('usage')).toEqual([]);
});
