import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { Ran } from '../rig/xpar-cli.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** `story:step` of everything that began, in order. */
function began(ran: Ran): readonly string[] {
  return ran.told('started').map(({ story, step }) => `${story}:${step}`);
}

const WHOLE = (story: string): readonly string[] =>
  ['budget-check', 'worktree', 'implement', 'gate', 'integrate'].map((step) => `${story}:${step}`);

test('a build integrates every story, and the next one starts nothing and counts no token', async () => {
  workshop.plays(GOOD);
  const first = await workshop.xpar('build', '--json');
  expect(first).toMatchObject({ code: 0 });
  expect(began(first).toSorted()).toEqual([...WHOLE('add'), ...WHOLE('double'), ...WHOLE('sum')].toSorted());
  expect(first.events.at(-1)).toMatchObject({
    t: 'run-ended',
    exit: 0,
    summary: { integrated: ['add', 'double', 'sum'], failed: [], waiting: [] },
  });
  const journal = workshop.read('.xpar/journal.jsonl');
  // Without the counts kept from before, any token counted would be counted anew, and kept.
  rmSync(path.join(workshop.repository, '.xpar/tokens.json'));
  const second = await workshop.xpar('--json');
  expect(second).toMatchObject({ code: 0 });
  expect(began(second)).toEqual([]);
  expect(second.events.at(-1)).toMatchObject({ t: 'run-ended', summary: { fresh: 3, targetsRun: 0 } });
  expect(workshop.stage.begun).toHaveLength(3);
  expect(workshop.read('.xpar/journal.jsonl')).toBe(journal);
  expect(workshop.exists('.xpar/tokens.json')).toBe(false);
});

describe('targets', () => {
  test('a story brings what it needs with it, and nothing else', async () => {
    workshop.plays(GOOD);
    const ran = began(await workshop.xpar('build', 'sum', '--json'));
    expect(ran.toSorted()).toEqual([...WHOLE('add'), ...WHOLE('sum')].toSorted());
    expect(ran.indexOf('sum:worktree')).toBeGreaterThan(ran.indexOf('add:integrate'));
  });

  test('a step of a story stops there, and the next build goes on from it', async () => {
    workshop.plays(GOOD);
    const gated = await workshop.xpar('build', 'add:gate', '--json');
    expect(gated).toMatchObject({ code: 0 });
    expect(began(gated)).toEqual(WHOLE('add').slice(0, 4));
    expect(workshop.git('log', '--format=%s', 'main..xpar/add')).toBe('Add two numbers');
    expect(workshop.git('rev-parse', 'xpar/integration')).toBe(workshop.git('rev-parse', 'main'));
    const rest = await workshop.xpar('build', 'add', '--json');
    expect(began(rest)).toEqual(['add:integrate']);
    expect(workshop.stage.begun).toEqual(['add#1']);
  });

  test('a step of all starts no agent', async () => {
    const checked = await workshop.xpar('build', ':budget-check', '--json');
    expect(checked.code).toBe(0);
    expect(began(checked).toSorted()).toEqual(['add:budget-check', 'double:budget-check', 'sum:budget-check']);
    expect(workshop.stage.begun).toEqual([]);
  });

  test.for([
    ['dubble', 'double'],
    ['add:gaet', 'add:gate'],
    ['lnit', 'xpar lint'],
  ])('%s is not one: did you mean %s?', async ([typed, meant]) => {
    const refused = await workshop.xpar('build', typed!);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`there is no target ${typed}`);
    expect(refused.stderr).toContain(`did you mean ${meant}?`);
    expect(workshop.exists('.xpar')).toBe(false);
  });
});

describe('options', () => {
  test('-n says what would run and starts and creates nothing', async () => {
    const dry = await workshop.xpar('-n', 'sum');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/^sum.*\n {2}sum:budget-check {2}never built$/m);
    expect(dry.stdout).toContain('10 targets would run; nothing was started');
    const json = (await workshop.xpar('-n', '--json', 'add')).json<{
      wouldRun: { story: string; targets: { step: string }[] }[];
    }>();
    expect(json.wouldRun.map(({ story, targets }) => [story, targets.length])).toEqual([['add', 5]]);
    expect(workshop.exists('.xpar')).toBe(false);
    expect(workshop.git('branch', '--format=%(refname:short)')).toBe('main');
  });

  test('-j bounds the lanes that run side by side, however it is said', async () => {
    const one = workshop.start(['build', 'add', 'double', '--json'], { env: { XPAR_JOBS: '1' } });
    const first = await workshop.stage.session('add');
    await one.event((event) => event.t === 'waiting' && event.story === 'double' && event.for === 'agent');
    expect(workshop.stage.begun).toEqual(['add#1']);
    await GOOD.add(first);
    workshop.plays({ double: GOOD.double });
    await first.exit(0);
    expect(await one.ended).toMatchObject({ code: 0 });
    expect((await workshop.xpar('-j', '0')).code).toBe(2);
  });

  test('two lanes run side by side', async () => {
    const both = workshop.start(['build', '-j', '2', 'add', 'double', '--json']);
    const [add, double] = await Promise.all([workshop.stage.session('add'), workshop.stage.session('double')]);
    await Promise.all([GOOD.add(add), GOOD.double(double)]);
    await Promise.all([add.exit(0), double.exit(0)]);
    expect(await both.ended).toMatchObject({ code: 0 });
  });

  test('after a failure nothing new starts, unless -k says to go on', async () => {
    workshop.configure({ retries: 1 });
    workshop.plays({ ...GOOD, add: async () => 1 });
    const stopped = await workshop.xpar('build', '-j', '1', '--json');
    expect(stopped).toMatchObject({ code: 1 });
    expect(stopped.events.at(-1)).toMatchObject({ summary: { failed: ['add'], integrated: [] } });
    const onwards = await workshop.xpar('build', '-k', '--json');
    expect(onwards).toMatchObject({ code: 1 });
    expect(onwards.events.at(-1)).toMatchObject({ summary: { integrated: ['double'] } });
    expect(workshop.stage.begun).toEqual(['add#1', 'double#1']);
  });

  test('--why tells the reason of each target, one plain line each', async () => {
    workshop.plays(GOOD);
    const ran = await workshop.xpar('build', 'add', '--why');
    expect(ran.stderr).toMatch(/^add:implement.*never built$/m);
    expect(ran.stdout).toMatch(/^Stories 1 integrated/);
  });

  test('--model refuses stories budgeted for another, and nothing is started', async () => {
    const refused = await workshop.xpar('build', '--model', 'claude-opus-4-6');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('model-refused');
    expect(workshop.exists('.xpar')).toBe(false);
  });

  test.for([['--frob'], ['build', '--jobs'], ['-j', 'many'], ['plan', '--format', 'text'], ['why'], ['new', 'epic', 'x']])(
    '%j is no way to say anything: exit code 2',
    async (args) => {
      const refused = await workshop.xpar(...args);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/^(error|xpar): /m);
      expect(refused.stderr).toContain('hint: ');
    },
  );
});

test('XPAR_JOBS that is empty says nothing, and one that is no number is named', async () => {
  expect(await workshop.xparWith({ env: { XPAR_JOBS: '' } }, 'build', '-n')).toMatchObject({ code: 0 });
  expect(await workshop.xparWith({ env: { XPAR_JOBS: 'many' } }, 'build', '-n')).toMatchObject({
    code: 2,
    refusals: ['bad-argument'],
    stderr: expect.stringContaining('XPAR_JOBS cannot be many'),
  });
  expect((await workshop.xpar('build', '-n', '-j', '257')).code).toBe(2);
});

test('documentation that the config names is told to the agent, counted, and stands in the handoff', async () => {
  const floorOf = async (): Promise<number> => {
    const { stories } = (await workshop.xpar('plan', '--json')).json<{ stories: { id: string; floor: { tokens: number } }[] }>();
    return stories.find(({ id }) => id === 'add')!.floor.tokens;
  };
  const before = await floorOf();
  workshop.configure({ docs: ['AGENTS.md', 'https://docs.example.com'] });
  expect(await floorOf()).toBeGreaterThan(before + 20);
  let brief = '';
  workshop.plays({ add: (session) => ((brief = session.prompt), GOOD.add(session)) });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(brief).toContain('- `https://docs.example.com`');
  const handoff = JSON.parse(workshop.read('.xpar/lanes/add/1/handoff.json')) as { docs: object };
  expect(handoff.docs).toMatchObject([{ source: 'AGENTS.md', seen: false }, { source: 'https://docs.example.com' }]);
});
