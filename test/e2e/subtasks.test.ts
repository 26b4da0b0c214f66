import { beforeEach, expect, test } from 'vitest';
import { part } from '../rig/abacus.ts';
import { writes, type Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const NAMES = ['one', 'two', 'three'] as const;

/** A card of three parts with files of their own. */
function card(subtasks: string, files = 'src/**, checks/**'): void {
  const text = workshop
    .read('stories/double.md')
    .replace(/^files: .*$/m, `files: [${files}]`)
    .replace('depends_on: []', `depends_on: []\nsubtasks:\n${subtasks}`);
  workshop.write('stories/beads.md', text);
  workshop.commit('A card of several parts');
}

function own(name: string, more = ''): string {
  return `  - { id: ${name}, title: Module ${name}, files: [src/${name}.mjs, checks/${name}.mjs]${more} }`;
}

const GOOD = Object.fromEntries(
  NAMES.map((name, at) => [
    `beads--${name}`,
    part(name, `export const ${name} = () => ${at + 1};\n`, { [`${name} counts`]: `${name}() === ${at + 1}` }),
  ]),
);

interface Session {
  readonly story: string;
  readonly subtask?: string;
  readonly outcome: string;
}

/** Whose sessions are in the ledger. */
function ledger(): readonly string[] {
  return workshop
    .read('.xpar/journal.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.slice(9)) as { t: string; session?: Session })
    .flatMap(({ t, session }) => (t === 'session' && session ? [`${session.story}/${session.subtask ?? ''}`] : []));
}

beforeEach(() => workshop.configure({ retries: 3, parallel: { jobs: 3, stagger: '0s' } }));

test('subtasks with files of their own are in session at once, come together as one commit, and are gated once', async () => {
  card(NAMES.map((name) => own(name)).join('\n'));
  const build = workshop.start(['build', 'beads', '--json']);
  // None of them ends before all have begun.
  const sessions = await Promise.all(NAMES.map((name) => workshop.stage.session(`beads--${name}`)));
  expect(sessions.map(({ prompt }) => /Your part: (.*)/.exec(prompt)?.[1])).toEqual(NAMES.map((name) => `\`Module ${name}\``));
  for (const session of sessions) {
    await GOOD[session.story]!(session);
    await session.exit(0);
  }
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('started').filter(({ step }) => step === 'gate')).toHaveLength(1);
  expect(workshop.git('log', '--no-merges', '--format=%s', 'main..xpar/integration')).toBe('Double a number');
  expect(workshop.git('ls-tree', '--name-only', 'xpar/integration', 'src/').split('\n')).toEqual(
    ['limits', 'one', 'three', 'two'].map((name) => `src/${name}.mjs`),
  );
  const handoff = JSON.parse(workshop.read('.xpar/lanes/beads/1/handoff.json')) as {
    files: string[];
    results: { passed: boolean }[];
  };
  expect(handoff).toMatchObject({ files: { length: 6 }, results: [{ passed: true }] });
  expect(new Set(ledger())).toEqual(new Set(NAMES.map((name) => `beads/${name}`)));
  expect(workshop.git('branch', '--list', 'xpar/*', '--format=%(refname:short)')).toBe('xpar/integration');
});

test("work outside a subtask's files, or that does not merge, is done again on top of the others, and theirs is not", async () => {
  const shared = (name: string): string =>
    `  - { id: ${name}, title: Module ${name}, files: [src/${name}.mjs, src/list.mjs, checks/${name}.mjs] }`;
  card([shared('one'), shared('two'), own('three')].join('\n'));
  workshop.configure({ parallel: { jobs: 3, stagger: '0s', conflicts: 'optimistic' } });
  const listed = (name: string) => writes({ 'src/list.mjs': `export const list = ['${name}'];\n` });
  workshop.plays({
    'beads--one': listed('one'),
    'beads--two': listed('two'),
    'beads--three': writes({ 'src/one.mjs': 'spoilt\n' }),
    'beads--three#2': GOOD['beads--three']!,
    'beads--two#3': writes({ 'src/list.mjs': "export const list = ['one', 'two'];\n" }),
  });
  const ran = await workshop.xpar('build', 'beads', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(workshop.stage.begun.toSorted()).toEqual(
    ['one#1', 'three#1', 'three#2', 'two#1', 'two#3'].map((session) => `beads--${session}`),
  );
  expect(ran.told('retrying').map(({ finding: { problem } }) => problem)).toMatchObject([
    { reason: 'subtask-failed', subtask: 'three', problem: { reason: 'outside-scope', paths: ['src/one.mjs'] } },
    { reason: 'subtask-conflict', subtask: 'two' },
  ]);
  expect(ran.told('subtask').filter(({ state }) => state === 'conflict')).toMatchObject([
    { subtask: 'two', paths: ['src/list.mjs'] },
  ]);
  expect(workshop.git('show', 'xpar/integration:src/list.mjs')).toBe("export const list = ['one', 'two'];");
});

test('what is done of its subtasks is not paid for again after a kill or a failure, and a red gate is mended by one session on the whole', async () => {
  workshop.configure({ retries: 1 });
  card([own('one'), own('two'), own('three', ', depends_on: [one]')].join('\n'));
  const plan = await workshop.xpar('plan', 'beads');
  expect(plan.stdout).toMatch(
    /In parts[^]*beads {2}3 sessions, .* instead of .*\n {2}one src\/one\.mjs, [^]* {2}three .*, after one\n/,
  );
  const killed = workshop.start(['build', 'beads', '--json']);
  const [one] = await Promise.all([workshop.stage.session('beads--one'), workshop.stage.session('beads--two')]);
  const status = await workshop.xpar('status', '--json');
  expect(status.json<{ stories: { story: string; subtasks?: string[] }[] }>().stories).toContainEqual(
    expect.objectContaining({ story: 'beads', state: 'running', subtasks: ['one', 'two'] }),
  );
  await GOOD['beads--one']!(one);
  await one.exit(0);
  await workshop.stage.session('beads--three');
  killed.process.kill('SIGKILL');
  await killed.ended;
  await workshop.newStage();
  expect((await workshop.xpar('why', 'beads:implement')).stdout).toContain('beads one  done, and kept: Module one');

  workshop.plays({ 'beads--two': async () => 1, 'beads--three': GOOD['beads--three']! });
  const ran = await workshop.xpar('build', 'beads', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(workshop.stage.begun.toSorted()).toEqual(['beads--three#1', 'beads--two#1']);
  expect(ran.told('failed')).toMatchObject([
    { story: 'beads', finding: { problem: { reason: 'subtask-failed', subtask: 'two', problem: { reason: 'agent-ended' } } } },
  ]);

  const text = workshop.read('stories/beads.md');
  workshop.edit('stories/beads.md', (whole) => whole.replace(`${own('two')}\n`, ''));
  const clean = (await workshop.xpar('clean')).stdout;
  expect(clean).toMatch(/xpar\/beads--two .*its card has no such subtask/);
  expect(clean).not.toContain('beads--one');
  workshop.write('stories/beads.md', text);

  await workshop.newStage();
  workshop.configure({ retries: 2 });
  const wrong = part('two', 'export const two = () => 0;\n', { 'two counts': 'two() === 2' });
  const mended: Play = async (session) => {
    // It has what all parts left.
    await session.act({ do: 'run', argv: ['grep', '-q', 'counts', 'checks/one.mjs', 'checks/two.mjs', 'checks/three.mjs'] });
    await GOOD['beads--two']!(session);
  };
  workshop.plays({ 'beads--two': wrong, 'beads#2': mended });
  await workshop.xpar('retry', 'beads');
  expect(await workshop.xpar('build', 'beads', '--json')).toMatchObject({ code: 0 });
  expect(workshop.stage.begun).toEqual(['beads--two#1', 'beads#2']);
});
