import { expect, test } from 'vitest';
import type { Free, FreeSpec } from '../../../src/host/host.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { detachBuild } from '../../../src/targets/run/detach-build.ts';
import { buildElsewhere, HOLDER, layout, RECORD, STARTED, type BuildElsewhere } from './build-elsewhere.ts';

const RUN = {
  t: 'run-started',
  schemaVersion: 1,
  run: 'r1',
  base: 'main',
  baseCommit: 'c',
  integration: 'xpar/integration',
  jobs: 1,
  stories: [],
} as const;

interface Launch {
  readonly there: BuildElsewhere;
  readonly specs: FreeSpec[];
  readonly detached: ReturnType<typeof detachBuild>;
  readonly interrupts: number;
  readonly ends: (end: Awaited<Free['ended']>) => void;
  readonly leave: () => void;
}

/** A build is set free as process 7; nobody has the lock yet. */
function launch(
  there = buildElsewhere({ HOME: '/home/me' }),
  apart = false,
  refusals = async (): Promise<readonly Problem[]> => [],
): Launch {
  there.holder = undefined;
  const specs: FreeSpec[] = [];
  const end = Promise.withResolvers<Awaited<Free['ended']>>();
  const asked = { interrupts: 0 };
  const setFree = (spec: FreeSpec): Free => {
    specs.push(spec);
    return { pid: 7, ended: end.promise, interrupt: () => void asked.interrupts++ };
  };
  const enough = new AbortController();
  const host = { ...there.host, commands: { setFree } } as unknown as BuildElsewhere['host'];
  const detached = detachBuild(
    host,
    { args: ['-C', 'x', 'build', '--', '$(rm)'], cwd: '/where', apart, refusals },
    enough.signal,
  );
  return {
    there,
    specs,
    detached,
    get interrupts() {
      return asked.interrupts;
    },
    ends: end.resolve,
    leave: () => enough.abort(),
  };
}

test('it is started again with the same words, from the same place, in the same environment', async () => {
  const { specs, detached, there, ends } = launch();
  await there.clock.advance(100);
  const log = expect.stringMatching(/^\/repo\/\.xpar\/builds\/[0-9a-z]+-3\.log$/);
  const argv = ['node', 'xpar.mjs', '-C', 'x', 'build', '--', '$(rm)'];
  expect(specs).toEqual([{ argv, cwd: '/where', env: { HOME: '/home/me' }, out: log, err: log }]);
  ends({ code: 0, signal: null });
  await detached;
});

test('it has begun once it has the lock and says what it will do, not before', async () => {
  const { there, detached } = launch();
  let isBack = false;
  void detached.then(() => (isBack = true));
  there.holder = { ...HOLDER, pid: 8 };
  there.tells(RUN);
  await there.clock.advance(200);
  expect(isBack).toBe(false);
  there.files.contents.set(RECORD, '');
  there.holder = HOLDER;
  await there.clock.advance(200);
  expect(isBack).toBe(false);
  there.tells(RUN, STARTED);
  await there.clock.advance(200);
  expect(await detached).toMatchObject({ ok: true, value: { how: 'begun', pid: 7, seen: { run: 'r1', events: RECORD } } });
});

test('the keys of its announcement may stand in any order', async () => {
  const { there, detached } = launch();
  there.holder = HOLDER;
  const { t, schemaVersion, ...rest } = RUN;
  there.files.contents.set(RECORD, `not json\n${JSON.stringify({ ...rest, schemaVersion, at: 1, t })}\n`);
  await there.clock.advance(200);
  expect(await detached).toMatchObject({ value: { seen: { run: 'r1' } } });
});

test('one that has the lock and cannot be seen has begun all the same, with or without a note', async () => {
  for (const holder of [HOLDER, undefined]) {
    const { there, detached } = launch();
    let isBack = false;
    void detached.then(() => (isBack = true));
    await there.clock.advance(20_000);
    there.holder = holder;
    there.isHeld = true;
    there.files.contents.delete(RECORD);
    await there.clock.advance(5_000);
    expect(isBack).toBe(false);
    await there.clock.advance(6_000);
    expect(await detached).toEqual({ ok: true, value: { how: 'begun', pid: 7, log: expect.stringMatching(/\.log$/) } });
  }
});

test('what is refused without a lock leaves nothing where nothing is kept yet, and is left to the build elsewhere', async () => {
  const problems = [{ reason: 'no-gates' }] as const;
  const fresh = buildElsewhere();
  fresh.files.contents.clear();
  const refused = launch(fresh, false, async () => problems);
  expect(await refused.detached).toEqual({ ok: false, problems });
  expect([refused.specs, [...fresh.files.contents.keys()]]).toEqual([[], []]);
  const used = launch(undefined, false, async () => problems);
  await used.there.clock.advance(100);
  expect(used.specs).toHaveLength(1);
  used.ends({ code: 2, signal: null });
  await used.detached;
});

test('one that is over at once gives what it printed and its exit code, and leaves no file', async () => {
  const { there, specs, detached, ends } = launch(undefined, true);
  await there.clock.advance(100);
  const [{ out, err }] = specs as [FreeSpec];
  there.files.contents.set(out, '{}\n').set(err, 'xpar: no\n');
  ends({ code: 2, signal: null });
  expect(await detached).toEqual({
    ok: true,
    value: { how: 'over', code: 2, detail: 'exit code 2', said: { out: '{}\n', err: 'xpar: no\n' } },
  });
  expect([...there.files.contents.keys()].filter((file) => file === out || file === err)).toEqual([]);
});

test('one that cannot be started, or is killed, has no exit code', async () => {
  const missing = launch();
  missing.ends({ code: null, signal: null, failure: 'spawn node ENOENT' });
  expect(await missing.detached).toMatchObject({ value: { how: 'over', code: null, detail: 'spawn node ENOENT' } });
  const killed = launch();
  killed.ends({ code: null, signal: 'SIGKILL' });
  expect(await killed.detached).toMatchObject({ value: { how: 'over', code: null, detail: 'ended by SIGKILL' } });
});

test('ctrl-C before it has begun is for it', async () => {
  const launched = launch();
  await launched.there.clock.advance(100);
  launched.leave();
  expect(launched.interrupts).toBe(1);
  launched.ends({ code: null, signal: 'SIGINT' });
  expect(await launched.detached).toMatchObject({ value: { how: 'over', code: null } });
});

test('nothing is started where what it keeps would stand behind a link, or was written by a newer xpar', async () => {
  const linked = buildElsewhere();
  linked.files.isLinked = async (_root, name) => name === 'builds';
  const refused = launch(linked);
  expect(await refused.detached).toEqual({ ok: false, problems: [{ reason: 'state-linked', path: layout.builds }] });
  const newer = buildElsewhere();
  newer.files.contents.set(layout.version, '99\n');
  expect(await launch(newer).detached).toMatchObject({ ok: false, problems: [{ reason: 'state-newer' }] });
  expect(refused.specs).toEqual([]);
});
