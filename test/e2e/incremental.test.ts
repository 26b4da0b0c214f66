import { describe, expect, test } from 'vitest';
import { GOOD, part } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import type { Ran } from '../rig/xpar-cli.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** `story:step` of everything that began, in order. */
function began(ran: Ran): readonly string[] {
  return ran.told('started').map(({ story, step }) => `${story}:${step}`);
}

function decisionOn(ran: Ran, story: string, step: string): unknown {
  return ran.told('decided').find((event) => event.story === story && event.step === step)?.decision;
}

async function build(...targets: string[]): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', ...targets, '--json')).toMatchObject({ code: 0 });
}

const built = madeOnce(workshop, build);

const THREE_WAYS = part('add', 'export const add = (a, b, c = 0) => a + b + c;\n', {
  'one, two and three are six': 'add(1, 2, 3) === 6',
});

describe('once integrated', () => {
  test.for([
    [
      'reformatting a card',
      'stories/add.md',
      (text: string) => text.replaceAll('\n', '\r\n').replace('- [ ] two', '*  [x]  two'),
    ],
    [
      'the order of its keys',
      'stories/add.md',
      (text: string) => text.replace('status: ready\n', '').replace('adrs:', 'status: ready\nadrs:'),
    ],
    [
      'its status, priority and budget',
      'stories/add.md',
      (text: string) => text.replace('status: ready', 'status: blocked\npriority: 1').replace('4-6', '4-6\n  floor: 9k'),
    ],
    ['its files', 'stories/add.md', (text: string) => text.replace('files: [', 'files: [src/**, ')],
    [
      'the why of an ADR in its scope',
      'adr/ADR-1-whole-numbers.md',
      (text: string) => text.replace('Beads cannot be cut.', 'Who would cut a bead?'),
    ],
    ['another model', 'stories/add.md', (text: string) => text.replace('claude-sonnet-4-6', 'claude-opus-4-6')],
  ] as const)('%s makes nothing stale', async ([, file, change]) => {
    await built('add');
    workshop.edit(file, change);
    const again = await workshop.xpar('build', 'add', '--json');
    expect(again).toMatchObject({ code: 0 });
    expect(began(again)).toEqual([]);
  });

  test('an edited card is taken up again from what stands, told what changed; its neighbours rest', async () => {
    await built('add', 'double');
    workshop.edit('stories/add.md', (text) => text.replace('two and three are five', 'one, two and three are six'));
    await workshop.newStage();
    workshop.plays({ add: THREE_WAYS });
    const ran = await workshop.xpar('build', 'add', 'double', '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(began(ran)).toEqual(['add:budget-check', 'add:worktree', 'add:implement', 'add:gate', 'add:integrate']);
    expect(decisionOn(ran, 'add', 'implement')).toMatchObject({
      state: 'stale',
      reason: { code: 'edited-after-integration', changes: [{ part: 'acceptance' }] },
    });
    expect(workshop.stage.begun).toEqual(['add#1']);
    expect((await workshop.stage.session('add')).prompt).toMatch(
      /# What changed\n.*two and three are five.*The card now:.*one, two and three are six/s,
    );
    expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toContain('c = 0');
  });
});

describe('of an edited contract', () => {
  test('an edited contract makes every story that pays for it stale, with a price; whether it is built again a person says', async () => {
    await built('add', 'double');
    workshop.edit('adr/ADR-2-one-limit.md', (text) => text.replace('is `LIMIT`.', 'is an error.'));
    const wouldRun = async (...args: readonly string[]): Promise<readonly string[]> => {
      const dry = await workshop.xpar('-n', '--json', ...args);
      return dry.json<{ wouldRun: { story: string }[] }>().wouldRun.map(({ story }) => story);
    };
    expect([await wouldRun(), await wouldRun('double'), await wouldRun('--reopen')]).toEqual([
      ['sum'],
      ['double'],
      ['double', 'sum'],
    ]);
    const dry = await workshop.xpar('-n');
    expect(dry.stdout).toContain(
      '1 integrated story stands on the text of ADR-2 as it was: double\n  built again: 1 story by an agent',
    );
    const left = await workshop.xpar('build', '--yes', '--filter', 'double', '--json');
    expect(left).toMatchObject({ code: 3 });
    expect(left.told('held')).toMatchObject([{ story: 'double', decision: { reason: { code: 'contract-edited' } } }]);
    expect((await workshop.xpar('why', 'double:implement')).stdout).toMatch(/contract ADR-2 \(.*\n.*running it: context/);
    expect((await workshop.xpar('inbox')).stdout).toContain('xpar build double, or xpar -t double');
    expect(await workshop.xpar('-t', '--yes', 'double')).toMatchObject({ code: 0 });
    expect(await workshop.xpar('-q', 'double')).toMatchObject({ code: 0 });
  });
});

describe('after integration', () => {
  test('a card that goes there and back is what it was', async () => {
    await built('add');
    const before = workshop.read('stories/add.md');
    workshop.edit('stories/add.md', (text) => text.replace('five', 'six'));
    workshop.write('stories/add.md', before);
    expect(began(await workshop.xpar('build', 'add', '--json'))).toEqual([]);
  });

  test('a deleted card takes nothing with it: what depends on it still goes on', async () => {
    await built('add');
    workshop.git('rm', '--quiet', 'stories/add.md');
    workshop.plays(GOOD);
    const rest = await workshop.xpar('build', '--json');
    expect(
      rest
        .told('integrated')
        .map(({ story }) => story)
        .toSorted(),
    ).toEqual(['double', 'sum']);
    expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toContain('a + b');
  });
});

describe('before integration', () => {
  test('an implementation that stands is not made again when its card is reformatted', async () => {
    await built('add:implement');
    workshop.edit('stories/add.md', (text) => text.replace('status: ready', 'status: ready\npriority: 3'));
    const rest = await workshop.xpar('build', 'add', '--json');
    expect(began(rest)).toEqual(['add:budget-check', 'add:gate', 'add:integrate']);
  });

  test('a wider scope is judged again, by the gate alone', async () => {
    workshop.configure({ retries: 1 });
    workshop.edit('stories/add.md', (text) => text.replace(', checks/add.mjs]', ']'));
    workshop.plays(GOOD);
    await workshop.xpar('build', 'add:implement', '--json');
    workshop.edit('stories/add.md', (text) => text.replace('files: [src/add.mjs]', 'files: [src/add.mjs, checks/**]'));
    const rest = await workshop.xpar('build', 'add', '--json');
    expect(rest).toMatchObject({ code: 0 });
    expect(began(rest)).not.toContain('add:implement');
  });

  test('an edited card takes the lane up again: nothing of its work is lost', async () => {
    await built('add:gate');
    const lane = workshop.git('rev-parse', 'xpar/add');
    workshop.edit('stories/add.md', (text) => text.replace('two and three are five', 'one, two and three are six'));
    await workshop.newStage();
    const going = workshop.start(['build', 'add', '--json']);
    const event = await going.event((one) => one.t === 'decided' && one.step === 'implement' && one.story === 'add');
    expect(event).toMatchObject({ decision: { state: 'stale', reason: { code: 'changed', changes: [{ part: 'acceptance' }] } } });
    const session = await workshop.stage.session('add');
    expect(session.prompt).toContain('# What changed');
    await session.act({ do: 'run', argv: ['git', 'cat-file', '-e', `HEAD:src/add.mjs`] });
    await THREE_WAYS(session);
    await session.exit(0);
    expect(await going.ended).toMatchObject({ code: 0 });
    expect(workshop.git('rev-list', '--count', `main..xpar/integration`)).toBe('2');
    expect(workshop.git('cat-file', '-t', lane)).toBe('commit');
  });

  test('a changed context file is measured again, and nothing else', async () => {
    await built('add:gate');
    workshop.edit('src/limits.mjs', (text) => `${text}\n/** How many rows there are. */\nexport const ROWS = 10;\n`);
    workshop.commit('Rows');
    const rest = await workshop.xpar('build', 'add', '--json');
    expect(rest).toMatchObject({ code: 0 });
    expect(began(rest)).toEqual(['add:budget-check', 'add:integrate']);
  });
});
