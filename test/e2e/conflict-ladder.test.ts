import { expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import { dilemmaOf, reject, resolve, survey } from '../../src/pipeline.ts';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { madeOnce } from '../rig/made-once.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Going } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();

/** Two stories that may change the same files, and are let run side by side all the same. */
function optimistic(more: object = {}): void {
  workshop.configure({ base: 'main', parallel: { stagger: '0s', conflicts: 'optimistic' }, ...more });
  for (const id of ['add', 'double', 'sum']) {
    workshop.edit(`stories/${id}.md`, (text) => text.replace('files: [', 'files: [src/**, CHANGES.md, ').replace('[add]', '[]'));
  }
  workshop.write('CHANGES.md', '# Changes\n\n- the abacus\n');
  workshop.commit('Side by side');
}

const limit = (story: string): string => `/** As ${story} wants it. */\nexport const LIMIT = ${story.length * 1000};\n`;
const changes = (story: string): string => `# Changes\n\n- the abacus\n- ${story}\n`;

async function works(session: StagedSession, files: Readonly<Record<string, string>>): Promise<void> {
  // The sum of a list is built on what adds: here it stands alone.
  if (session.story !== 'sum') await GOOD[session.story as 'add' | 'double'](session);
  await writes(files)(session);
}

async function landed(build: Going, session: StagedSession, files: Readonly<Record<string, string>>): Promise<void> {
  await works(session, files);
  await session.exit(0);
  await build.event((event) => event.t === 'integrated' && event.story === session.story);
}

test('lists of lines are united; another conflict its agent rebases once, and markers it leaves send it back', async () => {
  optimistic({ integrate: { lineLists: ['CHANGES.md'] } });
  const build = workshop.start(['build', 'add', 'double', 'sum', '--json', '-k']);
  const [add, double, sum] = await Promise.all(['add', 'double', 'sum'].map((story) => workshop.stage.session(story)));
  await landed(build, add!, { 'src/limits.mjs': limit('add'), 'CHANGES.md': changes('add') });
  await landed(build, sum!, { 'CHANGES.md': changes('sum') });
  expect(workshop.git('show', 'xpar/integration:CHANGES.md')).toBe(`${changes('add')}- sum`);

  await works(double!, { 'src/limits.mjs': limit('double') });
  await double!.exit(0);
  const rebase = await workshop.stage.session('double', 2);
  expect(rebase.prompt).toContain('# Your work conflicts');
  expect(rebase.prompt).toMatch(
    /does not merge with what `add` \("Add[^"]*"\) brought in meanwhile, in `src\/limits.mjs`\. Rebase it/,
  );
  expect(rebase.prompt).toContain('+/** As double wants it. */'.slice(1));
  await rebase.act({ do: 'run', argv: ['grep', '-q', '<<<<<<<', 'src/limits.mjs'] });
  await rebase.act({ do: 'run', argv: ['grep', '-q', 'a \\* 2', 'src/double.mjs'] });
  // It leaves the markers where they are: no gate need tell.
  await writes({ 'src/notes.txt': '' })(rebase);
  await rebase.exit(0);
  const again = await workshop.stage.session('double', 3);
  // Rebased in vain, it is implemented anew on what stands.
  expect(again.prompt).toMatch(/does not merge with what `add` [^]*Rebasing it did not help[^]*As double wants it/);
  await again.act({ do: 'run', argv: ['grep', '-q', 'As add wants it', 'src/limits.mjs'] });
  await again.act({ do: 'run', argv: ['test', '!', '-e', 'src/double.mjs'] });
  await works(again, { 'src/limits.mjs': `${limit('add')}// and ${limit('double').split('\n')[0]}\n` });
  await again.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('retrying').map(({ finding }) => finding.problem.reason)).toEqual(['merge-conflict', 'markers-left']);
  const clashes = ran.told('wave').flatMap((wave) => wave.clashes ?? []);
  expect(clashes).toMatchObject([
    { story: 'sum', kind: 'textual', step: 'union', paths: ['CHANGES.md'], with: ['add'] },
    { story: 'double', kind: 'textual', step: 'rebase', paths: ['src/limits.mjs'], with: ['add'] },
  ]);
  const { flow } = (await workshop.xpar('report', '--json')).json<{ flow: { clashes: object } }>();
  expect(flow.clashes).toMatchObject({ n: 2, kinds: { textual: 2 }, settled: { union: 1, rebase: 1 }, open: 0 });
});

test('who renamed a file that another lane edits is told, with both names, and so where its scope still has the old one', async () => {
  optimistic({ retries: 2 });
  const [from, to] = ['src/beads.mjs', 'src/pearls.mjs'];
  const text = 'export const a = 1;\nexport const b = 2;\nexport const c = 3;\nexport const d = 4;\n';
  workshop.write(from, text);
  workshop.edit('stories/double.md', (card) => card.replace('src/**, CHANGES.md', from));
  workshop.commit('A file to be renamed');
  const build = workshop.start(['build', 'add', 'double', '--json', '-k']);
  const [add, double] = await Promise.all(['add', 'double'].map((story) => workshop.stage.session(story)));
  await add!.act({ do: 'run', argv: ['git', 'mv', from, to] });
  await landed(build, add!, {});
  await works(double!, { [from]: text.replace('1', '9') });
  await double!.exit(0);
  const again = await workshop.stage.session('double', 2);
  // A git that follows the rename has it there already, and one that does not says so in the brief.
  expect(again.prompt).toMatch(/add`? renamed `?src\/beads\.mjs`? to `?src\/pearls\.mjs/);
  await again.act({ do: 'run', argv: ['rm', '-f', from] });
  await writes({ [to]: text.replace('1', '9') })(again);
  await again.exit(0);
  const ran = await build.ended;
  const renamed = [{ from, to, by: 'add' }];
  expect(ran.told('wave').flatMap((wave) => wave.clashes ?? [])).toMatchObject([{ story: 'double', with: ['add'], renamed }]);
  expect(ran.told('retrying')).toMatchObject([{ finding: { problem: { reason: 'merge-conflict', renamed } } }]);
  expect(ran.told('failed')).toMatchObject([{ finding: { problem: { reason: 'outside-scope', paths: [to], renamed } } }]);
});

/** `add` has landed, and `double`, which has one try, conflicts with it. */
async function getStuck(): Promise<void> {
  optimistic({ retries: 1 });
  const build = workshop.start(['build', 'add', 'double', '--json', '-k']);
  const [add, double] = await Promise.all(['add', 'double'].map((story) => workshop.stage.session(story)));
  await landed(build, add!, { 'src/limits.mjs': limit('add') });
  await works(double!, { 'src/limits.mjs': limit('double') });
  await double!.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('wave').at(-1)).toMatchObject({ clashes: [{ story: 'double', step: 'person' }] });
  await workshop.newStage();
}

const stuck = madeOnce(workshop, getStuck);

test('a person keeps the lane: it lands as it is, and what it conflicted with is built again after it', async () => {
  await stuck();
  expect((await workshop.xpar('inbox')).stdout).toContain('xpar resolve double');
  expect((await workshop.xpar('why', 'double')).stdout).toContain('xpar resolve double');
  const shown = await workshop.xpar('resolve', 'double');
  expect(shown).toMatchObject({ code: 3 });
  expect(shown.stdout).toMatch(
    /double does not merge: src\/limits\.mjs\n {2}this lane {2}double .*\n {2}the other {2}add .*landed as/,
  );
  expect(shown.stdout).toMatch(/1 {2}this .*\n {2}2 {2}other .*\n {2}3 {2}again .*\n {2}4 {2}abandon /);
  expect(await workshop.xpar('resolve', 'add', '--take', 'this')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  const taken = await workshop.xpar('resolve', 'double', '--take', 'this', '--json');
  expect(taken.json()).toMatchObject({ taken: 'this', takenOut: ['add'] });
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', 'double', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('started').filter(({ step }) => step === 'implement')).toMatchObject([{ story: 'add' }]);
  expect(ran.told('integrated').map(({ story }) => story)).toEqual(['double', 'add']);
  expect(workshop.git('show', 'xpar/integration:src/limits.mjs')).toContain('As double wants it');
});

test('a person has both built again: one after the other, from what stands without them, and the work put aside is kept', async () => {
  await stuck();
  // Its backup cannot be written: that ends it after the suite, and leaves nothing to hold a person's own changes against.
  workshop.git('update-ref', 'refs/xpar/backup/double', 'HEAD');
  expect((await workshop.xpar('resolve', 'double', '--take', 'again')).stderr).toContain('refs/xpar/backup/double');
  expect(workshop.exists('.xpar/baseline.json')).toBe(false);
  workshop.git('update-ref', '-d', 'refs/xpar/backup/double');
  const taken = await workshop.xpar('resolve', 'double', '--take', 'again', '--json');
  const { aside } = taken.json<{ aside: string }>();
  expect(workshop.git('show', `${aside}:src/limits.mjs`)).toContain('As double wants it');
  const build = workshop.start(['build', 'add', 'double', '--json']);
  await build.event((event) => event.t === 'waiting' && event.story === 'double' && event.for === 'story');
  const add = await workshop.stage.session('add');
  expect(add.prompt).toContain('both are built again');
  await landed(build, add, { 'src/limits.mjs': limit('add') });
  const double = await workshop.stage.session('double');
  await double.act({ do: 'run', argv: ['grep', '-q', 'As add wants it', 'src/limits.mjs'] });
  await double.act({ do: 'run', argv: ['test', '!', '-e', 'src/double.mjs'] });
  await GOOD.double(double);
  await double.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('one that conflicts again is implemented anew, one that conflicts for good is yours; taking the other builds it on what stands', async () => {
  optimistic();
  const card = workshop.read('stories/sum.md').replaceAll('sum', 'tally');
  workshop.write('stories/tally.md', card);
  // Nobody knows what they change, so nothing keeps them from landing while another is rebased.
  for (const id of ['sum', 'tally']) workshop.edit(`stories/${id}.md`, (text) => text.replace(/^files: .*\n/m, ''));
  workshop.commit('Two that declare nothing');
  const build = workshop.start(['build', 'add', 'double', 'sum', 'tally', '--json', '-k', '-j', '4']);
  const [add, double, sum, tally] = await Promise.all(
    ['add', 'double', 'sum', 'tally'].map((story) => workshop.stage.session(story)),
  );
  const ends = async (session: StagedSession, files: Readonly<Record<string, string>>): Promise<void> => {
    await works(session, files);
    await session.exit(0);
  };
  const lands = async (session: StagedSession, file: string): Promise<void> => {
    await writes({ [file]: limit(session.story) })(session);
    await session.exit(0);
    await build.event((event) => event.t === 'integrated' && event.story === session.story);
  };
  await landed(build, add!, { 'src/limits.mjs': limit('add') });
  await ends(double!, { 'src/limits.mjs': limit('double') });
  const rebase = await workshop.stage.session('double', 2);
  await lands(sum!, 'src/beads.mjs');
  await ends(rebase, { 'src/limits.mjs': limit('add'), 'src/beads.mjs': limit('double') });
  const anew = await workshop.stage.session('double', 3);
  expect(anew.prompt).toMatch(/does not merge with what `sum` .* brought in meanwhile, in `src\/beads.mjs`/);
  expect(anew.prompt).toContain('Rebasing it did not help');
  expect(anew.prompt).toContain('/** As double wants it. */');
  await anew.act({ do: 'run', argv: ['grep', '-q', 'As sum wants it', 'src/beads.mjs'] });
  await anew.act({ do: 'run', argv: ['test', '!', '-e', 'src/double.mjs'] });
  await lands(tally!, 'src/rows.mjs');
  await ends(anew, { 'src/rows.mjs': limit('double') });
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 1 });
  const clashes = ran.told('wave').flatMap((wave) => wave.clashes ?? []);
  expect(clashes.map(({ story, step }) => `${story} ${step}`)).toEqual(['double rebase', 'double again', 'double person']);
  await workshop.newStage();
  const taken = await workshop.xpar('resolve', 'double', '--take', 'other', '--json');
  expect(taken.json()).toMatchObject({ taken: 'other', takenOut: [] });
  workshop.plays({ double: GOOD.double });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  expect(workshop.git('show', 'xpar/integration:src/rows.mjs')).toContain('As tally wants it');
  expect(workshop.git('show', `${taken.json<{ aside: string }>().aside}:src/rows.mjs`)).toContain('As double wants it');
});

/** What changed while a person thought about it is not decided by what they say then. */
async function expectNothingDone(): Promise<void> {
  const host = nodeHost(workshop.repository);
  const seen = await survey(host);
  const found = seen.ok ? await dilemmaOf(host, seen.value, 'double') : seen;
  if (!seen.ok || !found.ok) throw new Error('there is nothing to decide');
  const before = workshop.read('stories/double.md');
  workshop.edit('stories/double.md', (text) => `${text}\n`.replace('title: ', 'title: Now '));
  const more = { withDependents: false, command: 'xpar resolve double', look: () => survey(host) };
  for (const choice of ['this', 'other'] as const)
    expect(await resolve(host, seen.value, found.value, { choice, ...more })).toEqual({
      ok: false,
      problems: [{ reason: 'changed-meanwhile', what: 'double' }],
    });
  workshop.write('stories/double.md', before);
  // The others of a rejection are as gone as its story may be.
  const word = { story: 'add', also: ['sum'], why: 'no', withDependents: false, command: 'xpar resolve double' };
  const refused = await reject(host, seen.value.project, seen.value.measured, word);
  expect(refused).toMatchObject({ ok: false, problems: [{ reason: 'not-integrated', story: 'sum' }] });
}

test('a person gives the lane up: nobody goes on with it, until it is retried, and then from what stands', async () => {
  await stuck();
  await expectNothingDone();
  expect(await workshop.xpar('resolve', 'double', '--take', 'abandon')).toMatchObject({ code: 0 });
  const idle = await workshop.xpar('build', 'double', '--json');
  expect([idle.told('started'), idle.told('held')]).toMatchObject([[], [{ decision: { reason: { code: 'abandoned' } } }]]);
  expect((await workshop.xpar('clean')).stdout).toContain('you gave it up');
  expect(await workshop.xpar('resolve', 'double')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  await workshop.xpar('retry', 'double');
  const build = workshop.start(['build', 'double', '--json']);
  const double = await workshop.stage.session('double');
  expect(double.prompt).not.toContain('Your work conflicts');
  await double.act({ do: 'run', argv: ['test', '!', '-e', 'src/double.mjs'] });
  await GOOD.double(double);
  await double.exit(0);
  expect(await build.ended).toMatchObject({ code: 0 });
});
