import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { onTerminal } from '../rig/on-terminal.ts';
import { spend, spends } from '../rig/spends.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** A build on a terminal. */
function buildOnTerminal(
  args: readonly string[],
  answers: readonly (readonly [question: RegExp, typed: string])[],
): ReturnType<typeof onTerminal> {
  return onTerminal(workshop, ['build', ...args], answers);
}

describe.runIf(process.platform === 'linux')('pause asks', () => {
  test('more lets the run go on, and what is no amount is asked again', async () => {
    workshop.plays({ add: spends([31_000], GOOD.add) });
    const { ended } = buildOnTerminal(
      ['add', '--budget', '30k', '--ui', 'stream'],
      [
        [/the run's budget of 30\.0k is spent: 31\.0k tokens[^]*Go on with how much more\?/, 'plenty\r'],
        [/expected: tokens such as 100k[^]*Go on with how much more\?/, '10k\r'],
      ],
    );
    const { code, shown } = await ended;
    expect(code).toBe(0);
    expect(shown).toContain('answered: go on with 10.0k tokens more');
  });

  test('nothing stops: the session hands back, exit code 4', async () => {
    const { ended } = buildOnTerminal(['add', '--budget', '30k', '--ui', 'live'], [[/Go on with how much more\?/, '\r']]);
    const session = await workshop.stage.session('add');
    await spend(session, 'm1', 31_000);
    await session.gone;
    expect((await ended).code).toBe(4);
  });

  test('ctrl-C at the question interrupts the run', async () => {
    const { ended } = buildOnTerminal(['add', '--budget', '30k', '--ui', 'stream'], [[/Go on with how much more\?/, '\x03']]);
    const session = await workshop.stage.session('add');
    await spend(session, 'm1', 31_000);
    await session.gone;
    expect((await ended).code).toBe(130);
  });

  test('an answer from another terminal is the answer, and the terminal says whose it was', async () => {
    const build = buildOnTerminal(['add', '--budget', '30k', '--ui', 'stream'], []);
    const session = await workshop.stage.session('add');
    const prompted = build.sees(/Go on with how much more\?/);
    await spend(session, 'm1', 31_000);
    await prompted;
    const [item] = (await workshop.xpar('inbox', '--json')).json<{ items: readonly object[] }>().items;
    expect(item).toMatchObject({ id: 'A-1', asking: { about: 'question', question: { by: 'budget', scope: 'run' } } });
    expect(await workshop.xpar('approve', 'A-1')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
    const answered = build.sees(/answered: go on with 10\.0k tokens more \(A-1, from the inbox\)/);
    expect(await workshop.xpar('approve', 'A-1', '--more', '10k')).toMatchObject({ code: 0 });
    await answered;
    expect(await workshop.xpar('deny', 'A-1')).toMatchObject({ code: 2, refusals: ['answered-already'] });
    await GOOD.add(session);
    await session.exit(0);
    expect((await build.ended).code).toBe(0);
  });

  test('a spike is asked about with yes or no', async () => {
    const build = buildOnTerminal(['add', '--ui', 'stream'], [[/add: 19\.1k working tokens[^]*Go on\? \[y\/N\]/, 'y\r']]);
    const session = await workshop.stage.session('add');
    const answered = build.sees(/answered: go on/);
    await spend(session, 'm1', 800);
    await spend(session, 'm2', 800, { context: 20_000 });
    await answered;
    await GOOD.add(session);
    await session.exit(0);
    expect((await build.ended).code).toBe(0);
  });
});
