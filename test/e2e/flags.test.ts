import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface DryRun {
  readonly wouldRun: readonly { readonly story: string }[];
}

/** Stories that a build so narrowed would work on, by id. */
async function wouldRun(...args: readonly string[]): Promise<readonly string[]> {
  const ran = await workshop.xpar('build', '-n', '--json', ...args);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ran
    .json<DryRun>()
    .wouldRun.map(({ story }) => story)
    .toSorted();
}

async function build(...targets: readonly string[]): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', ...targets)).toMatchObject({ code: 0 });
}

const built = madeOnce(workshop, build);

describe('-q', () => {
  const silent = { stdout: '', stderr: '' };

  test('says by its exit code alone whether all that is asked is up to date, and starts nothing', async () => {
    expect(await workshop.xpar('-q')).toMatchObject({ code: 1, ...silent });
    expect(workshop.exists('.xpar')).toBe(false);
    await built('add');
    expect(await workshop.xpar('-q', 'add')).toMatchObject({ code: 0, ...silent });
    expect(await workshop.xpar('-q')).toMatchObject({ code: 1, ...silent });
    expect(workshop.stage.begun).toEqual([]);
  });

  test('a draft is not up to date; a dropped card asks for nothing', async () => {
    await built('add');
    workshop.edit('stories/double.md', (text) => text.replace('status: ready', 'status: draft'));
    expect(await workshop.xpar('-q', 'add', 'double')).toMatchObject({ code: 1, ...silent });
    workshop.edit('stories/double.md', (text) => text.replace('status: draft', 'status: dropped'));
    expect(await workshop.xpar('-q', 'add', 'double')).toMatchObject({ code: 0, ...silent });
  });

  test('has nothing to print elsewhere either: with -n it is refused', async () => {
    expect(await workshop.xpar('-q', '-n')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('what is asked is narrowed', () => {
  test('--filter takes stories by id, with what they need', async () => {
    expect(await wouldRun('--filter', 'd*')).toEqual(['double']);
    expect(await wouldRun('--filter', '{sum,nothing}')).toEqual(['add', 'sum']);
    expect(await wouldRun('--filter', 'd*', 'sum')).toEqual([]);
  });

  test('--adr takes the stories under one decision, however its id is written', async () => {
    expect(await wouldRun('--adr', 'ADR-2', '--filter', 'd*')).toEqual(['double']);
    expect(await wouldRun('--adr', '0002')).toEqual(['add', 'double', 'sum']);
  });

  test('--since takes stories whose card, decision or files changed, committed or not', async () => {
    expect(await wouldRun('--since', 'main')).toEqual([]);
    workshop.edit('stories/double.md', (text) => text.replace('laid twice', 'laid two times'));
    expect(await wouldRun('--since', 'main')).toEqual(['double']);
    workshop.commit('Other words');
    workshop.write('src/add.mjs', 'export const add = 1;\n');
    workshop.commit('A beginning');
    expect(await wouldRun('--since', 'HEAD~2')).toEqual(['add', 'double']);
    expect(await wouldRun('--since', 'HEAD~1')).toEqual(['add']);
    workshop.write('stories/triple.md', workshop.read('stories/double.md'));
    expect(await wouldRun('--since', 'HEAD')).toEqual(['triple']);
    workshop.edit('adr/ADR-2-one-limit.md', (text) => text.replace('The frame has', 'A frame has'));
    expect(await wouldRun('--since', 'HEAD', '--filter', 'double')).toEqual(['double']);
  });

  test('where no story matches, that is said and nothing is done', async () => {
    const nothing = await workshop.xpar('build', '--filter', 'x*', '--adr', 'ADR-1');
    expect(nothing).toMatchObject({ code: 0, stdout: 'No story matches --filter x* and --adr ADR-1: nothing to do\n' });
    expect((await workshop.xpar('-n', '--filter', 'x*')).stdout).toBe('No story matches --filter x*: nothing to do\n');
    expect((await workshop.xpar('plan', '--filter', 'x*')).stdout).toBe('No story matches --filter x*: nothing to do\n');
    expect(workshop.exists('.xpar')).toBe(false);
  });

  test.for([
    ['--adr', 'ADR-7', 'one of ADR-1, ADR-2'],
    ['--since', 'no-such-branch', 'a commit, a branch or a tag'],
  ])('%s %s does not exist: exit code 2', async ([option, value, expected]) => {
    const refused = await workshop.xpar('build', option!, value!);
    expect(refused).toMatchObject({ code: 2, stdout: '', refusals: ['bad-argument'] });
    expect(refused.stderr).toContain(expected);
  });
});

describe('--fail kill', () => {
  test('stops the other lanes at the first failure for good, and keeps their work', async () => {
    workshop.configure({ retries: 1 });
    const build = workshop.start(['build', '-j', '2', '--fail', 'kill', '--json', 'add', 'double']);
    const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
    await GOOD.double(double);
    await add.exit(1);
    await double.gone;
    const ran = await build.ended;
    expect(ran).toMatchObject({ code: 1, signal: null });
    expect(ran.events.at(-1)).toMatchObject({ summary: { failed: ['add'], waiting: ['double'], integrated: [] } });
    await workshop.newStage();
    workshop.plays(GOOD);
    expect(await workshop.xpar('build', 'double')).toMatchObject({ code: 0 });
    const kept = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup/double').split('\n')[0]!;
    expect(workshop.git('show', `${kept}:src/double.mjs`)).toContain('export const double');
  });

  test('cannot go on as well: with -k it is refused', async () => {
    const refused = await workshop.xpar('build', '-k', '--fail', 'kill');
    expect(refused).toMatchObject({ code: 2, stdout: '', refusals: ['bad-argument'] });
  });
});

describe('-W', () => {
  test('with -n prices a decision: every story under it with its forecast, and the sum; nothing is started', async () => {
    await built();
    const journal = workshop.read('.xpar/journal.jsonl');
    const ran = await workshop.xpar('-n', '-W', 'adr/ADR-2-*.md');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    for (const story of ['double', 'sum']) {
      expect(ran.stdout).toMatch(new RegExp(`^${story} {2}context .* expected, ceiling .*, about \\$`, 'm'));
      expect(ran.stdout).toContain(`${story}:implement  as if adr/ADR-2-one-limit.md had changed`);
    }
    expect(ran.stdout).not.toMatch(/^add/m);
    expect(ran.stdout).toMatch(/^2 stories by an agent: context .* expected \(P50\), sum of ceilings .*, about \$/m);
    expect(workshop.read('.xpar/journal.jsonl')).toBe(journal);
  });

  test('a card is found from where the person stands, and a build runs as if it had changed', async () => {
    await built('add');
    await workshop.newStage();
    workshop.plays({ add: GOOD.add });
    const ran = await workshop.xparWith({ cwd: 'abacus/stories' }, 'build', 'add', '-W', 'add.md');
    expect(ran).toMatchObject({ code: 0 });
    expect(workshop.stage.begun).toEqual(['add#1']);
    expect(await wouldRun('add')).toEqual([]);
  });

  test('a context file is only measured again', async () => {
    await built('add:gate');
    const ran = await workshop.xpar('-n', 'add:gate', '-W', 'src/limits.mjs');
    expect(ran.stdout).toContain('add:budget-check  as if src/limits.mjs had changed');
    expect(ran.stdout).not.toContain('add:implement');
    expect((await workshop.xpar('plan', 'add', '-W', 'src/limits.mjs')).stdout).toContain('as if src/limits.mjs had changed');
  });

  test('a file that no story depends on is refused, with the one that may be meant', async () => {
    const refused = await workshop.xpar('-n', '-W', 'adr/ADR-1-hole-numbers.md');
    expect(refused).toMatchObject({ code: 2, stdout: '', refusals: ['bad-argument'] });
    expect(refused.stderr).toContain('did you mean adr/ADR-1-whole-numbers.md?');
    expect(await workshop.xpar('-n', '-W', 'check.mjs')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('-B', () => {
  test('says the price and, where nobody can answer, starts nothing', async () => {
    await built('add');
    const journal = workshop.read('.xpar/journal.jsonl');
    const refused = await workshop.xpar('build', '-B', 'add');
    expect(refused).toMatchObject({ code: 3, stdout: '', refusals: ['not-confirmed'] });
    expect(refused.stderr).toMatch(/^1 story by an agent: context .* expected \(P50\), sum of ceilings .*, about \$/m);
    expect(workshop.read('.xpar/journal.jsonl')).toBe(journal);
  });

  test('with --yes makes all that is asked again, needs included, and nothing is left to do', async () => {
    await built('sum');
    await workshop.newStage();
    workshop.plays(GOOD);
    expect(await workshop.xpar('build', '-B', '--yes', 'sum')).toMatchObject({ code: 0 });
    expect(workshop.stage.begun).toEqual(['add#1', 'sum#1']);
    expect(await workshop.xpar('-q', 'sum')).toMatchObject({ code: 0 });
  });
});

describe('-t', () => {
  test('where nobody can answer it needs --yes, and nothing is recorded', async () => {
    expect(await workshop.xpar('build', '-t', 'add')).toMatchObject({ code: 3, stdout: '', refusals: ['not-confirmed'] });
    expect(workshop.exists('.xpar/journal.jsonl')).toBe(false);
  });

  test('takes a story as done until it is edited, without git; what depends on it still waits', async () => {
    const refs = workshop.git('for-each-ref');
    expect((await workshop.xpar('build', '-t', '--yes', 'add')).stdout).toContain('1 story taken as done until edited: add');
    expect(workshop.git('for-each-ref')).toBe(refs);
    expect((await workshop.xpar('why', 'add')).stdout).toMatch(/taken as done by a person on \d{4}-\d\d-\d\d/);
    expect(await workshop.xpar('-q', 'add')).toMatchObject({ code: 0 });
    const waits = await workshop.xpar('build', 'sum', '--json');
    expect(waits).toMatchObject({ code: 3 });
    expect(waits.told('held')).toMatchObject([{ story: 'sum', decision: { reason: { code: 'waits-for', story: 'add' } } }]);
    expect(workshop.stage.begun).toEqual([]);
    workshop.edit('stories/add.md', (text) => text.replace('pushed together', 'put together'));
    expect(await wouldRun('add')).toEqual(['add']);
  });

  test('is said of stories, not of a step', async () => {
    expect(await workshop.xpar('-t', '--yes', 'add:gate')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  });
});
