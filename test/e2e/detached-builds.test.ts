import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { onTerminal } from '../rig/on-terminal.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Begun {
  readonly pid: number;
  readonly run: string;
  readonly log: string;
  readonly events: string;
}

async function detached(...args: readonly string[]): Promise<Begun> {
  const begun = await workshop.xpar('build', '--detach', '--json', ...args);
  expect(begun).toMatchObject({ code: 0, stderr: '' });
  return begun.json<Begun>();
}

test.runIf(process.platform === 'linux')(
  'a detached build outlives its terminal, is attached to, stopped, and gone on with',
  async () => {
    const launched = await onTerminal(workshop, ['build', '--detach', 'add']).ended;
    expect(launched.code).toBe(0);
    expect(launched.shown).toMatch(/xpar build --attach: shows it[^]*xpar stop: stops it[^]*what it prints: .*\.log/);
    const session = await workshop.stage.session('add');
    await writes({ 'src/add.mjs': 'half a thought\n' })(session);

    const attached = workshop.start(['build', '--attach', '--json']);
    expect(await attached.event(({ t }) => t === 'usage')).toMatchObject({ story: 'add', contextTokens: 2000 });
    const watched = await onTerminal(workshop, ['build', '--attach'], [[/add/, '\x03']]).ended;
    expect(watched).toMatchObject({ code: 130, shown: expect.stringMatching(/no longer attached; xpar build add goes on/) });
    expect(await workshop.xpar('build', '--detach')).toMatchObject({ code: 2, refusals: ['build-running'] });
    const byAgent = await workshop.xparWith({ env: { XPAR_SESSION: 'x' } }, 'stop');
    expect(byAgent).toMatchObject({ code: 2, refusals: ['answer-from-lane'] });

    const stopped = await workshop.xpar('stop');
    expect(stopped).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^stopping xpar build add \(process \d+\): nothing more/),
    });
    expect(stopped.stdout).toMatch(
      /^stopped: .*\n.*1 waiting.*\n {2}add: what its session had written is kept.*\n {2}xpar build: goes on/,
    );
    const seen = await attached.ended;
    expect(seen).toMatchObject({ code: 130, stderr: '' });
    expect(seen.events[0]).toMatchObject({ t: 'run-started' });
    expect(seen.told('stopping')).toMatchObject([{ signal: 'SIGINT', times: 1 }]);
    expect(seen.events.at(-1)).toMatchObject({ t: 'run-ended', exit: 130 });
    for (const verb of [['stop'], ['build', '--attach']]) {
      const refused = await workshop.xpar(...verb);
      expect(refused).toMatchObject({ code: 2, refusals: ['no-build'] });
      expect(refused.stderr).toMatch(/was interrupted while it was at add/);
    }

    await workshop.newStage();
    const next = await detached('add');
    const lines = workshop.start(['build', '--attach']);
    workshop.plays(GOOD);
    const shown = await lines.ended;
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringMatching(/add: integrated as/) });
    expect(shown.stdout).toMatch(/^Stories 1 integrated/);
    expect(workshop.read(path.relative(workshop.repository, next.events)).trimEnd().split('\n').at(-1)).toBe(
      JSON.stringify({ end: { exit: 0, problems: [] } }),
    );
  },
);

test('what a detached build is refused for, or has nothing to do by, is told at once with its exit code', async () => {
  expect(await workshop.xpar('build', '--detach', 'ad')).toMatchObject({ code: 2, refusals: ['unknown-target'] });
  expect(existsSync(path.join(workshop.repository, '.xpar'))).toBe(false);
  const nothing = await workshop.xpar('build', '--detach', '--filter', 'zzz');
  expect(nothing).toMatchObject({ code: 0, stdout: expect.stringMatching(/No story matches --filter zzz/) });
  expect(await workshop.xpar('build', '--detach', 'ad')).toMatchObject({ code: 2, refusals: ['unknown-target'] });
  expect(await workshop.xpar('build', '--attach', 'add')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('build', '--attach', '-j', '2')).toMatchObject({ code: 2 });
  expect(readdirSync(path.join(workshop.repository, '.xpar/builds'))).toEqual([]);
});

test('an attach ends with a build that is killed, and what that left is named', async () => {
  const { pid } = await detached('add');
  await workshop.stage.session('add');
  const attached = workshop.start(['build', '--attach', '--json']);
  await attached.event((event) => event.t === 'started' && event.step === 'implement');
  process.kill(pid, 'SIGKILL');
  expect(await attached.ended).toMatchObject({ code: 137, refusals: ['build-killed'] });
  const stop = await workshop.xpar('stop');
  expect(stop).toMatchObject({ code: 2, refusals: ['no-build'] });
  expect(stop.stderr).toMatch(/was killed while it was at add/);
  await expect.poll(() => workshop.leftovers(), { timeout: 10_000 }).toEqual([]);
});

test('`stop --now` ends whatever holds the lock at once, a watch in another terminal too', async () => {
  const watch = workshop.start(['watch', '--build', '--json']);
  const session = await workshop.stage.session('add');
  await session.act({ do: 'go-deaf' });
  expect(await workshop.xpar('stop', '--now')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^stopped: xpar watch --build/),
  });
  const ended = await watch.ended;
  expect(ended).toMatchObject({ code: 130 });
  expect(ended.told('stopping')).toMatchObject([{ times: 1 }, { times: 2 }]);
});
