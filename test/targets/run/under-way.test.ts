import { expect, test } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { recordText } from '../../../src/record/build-record.ts';
import { underWay, type Way } from '../../../src/targets/run/under-way.ts';
import { buildElsewhere, ending, layout, RECORD, STARTED, type BuildElsewhere } from './build-elsewhere.ts';

type Got = Awaited<ReturnType<typeof underWay>>;

/** What a build that does `work` puts on record, and what comes of it. */
async function recorded(
  work: (way: Way, there: BuildElsewhere) => Promise<Got>,
  there = buildElsewhere(),
): Promise<{ got: unknown; record: string; heard: Event[] }> {
  const heard: Event[] = [];
  const host = {
    ...there.host,
    terminal: { onInterrupt: () => () => {} },
    commands: { redacted: (text: string) => text.replaceAll('hunter2', '[redacted]') },
  } as unknown as BuildElsewhere['host'];
  const got = await underWay(
    host,
    layout,
    (event) => heard.push(event),
    (way) => work(way, there),
  ).catch((error: Error) => error.message);
  return { got, record: there.files.contents.get(RECORD) ?? '', heard };
}

const built = (exit: number): Got => ({ ok: true, value: { exit, summary: {} as never } });
const started = { at: 0, ...STARTED };

test('all that is told stands in the record too, in order, with how it ended', async () => {
  const { record, heard } = await recorded(async ({ tell }) => {
    tell(STARTED);
    tell({ ...STARTED, story: 'two' });
    return built(3);
  });
  expect(record).toBe(recordText([started, { ...started, story: 'two' }, ending(3)]));
  expect(heard).toEqual([started, { ...started, story: 'two' }]);
});

test('what it is refused for, and what the machine has against it, are its end', async () => {
  const problems: readonly Problem[] = [{ reason: 'no-gates' }];
  expect(await recorded(async () => ({ ok: false, problems }))).toEqual({
    got: { ok: false, problems },
    record: recordText([{ end: { exit: 2, problems } }]),
    heard: [],
  });
  const full = Object.assign(new Error('it failed'), { code: 'EMFILE' });
  const exhausted = await recorded(() => Promise.reject(full));
  expect(exhausted).toMatchObject({ got: 'it failed', record: expect.stringMatching(/"exit":1,.*files-exhausted/) });
  const bug = await recorded(() => Promise.reject(new TypeError('x is undefined')));
  expect(bug).toMatchObject({ got: 'x is undefined', record: recordText([ending(70)]) });
});

test('no secret stands in it', async () => {
  const { record } = await recorded(async ({ tell }) => {
    tell({ t: 'drift', story: 'add', adr: 'ADR-1', note: 'the key is hunter2' });
    return built(0);
  });
  expect(record).toContain('[redacted]');
  expect(record).not.toContain('hunter2');
});

test('a disk that takes nothing more ends the record, not the build; nothing is written after a gap', async () => {
  const { got, record, heard } = await recorded(async ({ tell }, there) => {
    tell(STARTED);
    await there.clock.advance(0);
    there.files.failWith('disk full');
    tell({ ...STARTED, story: 'lost' });
    await there.clock.advance(0);
    there.files.failWith(undefined);
    tell({ ...STARTED, story: 'late' });
    return built(0);
  });
  expect(got).toEqual(built(0));
  expect(record).toBe(recordText([started]));
  expect(heard).toHaveLength(3);
});

test('a signal is heard before there is a record to find, and stands in it', async () => {
  const there = buildElsewhere();
  there.files.contents.delete(RECORD);
  let isThere: boolean | undefined;
  const onInterrupt = (hear: (signal: string, times: number) => void) => {
    isThere = there.files.contents.has(RECORD);
    hear('SIGINT', 1);
    return () => {};
  };
  const host = { ...there.host, terminal: { onInterrupt }, commands: { redacted: (text: string) => text } };
  await underWay(
    host as unknown as BuildElsewhere['host'],
    layout,
    () => {},
    async ({ interrupts }) => built(interrupts.exit()!),
  );
  expect(isThere).toBe(false);
  expect(there.files.contents.get(RECORD)).toBe(recordText([{ at: 0, t: 'stopping', signal: 'SIGINT', times: 1 }, ending(130)]));
});

test('a lock whose holder cannot be told costs the record alone', async () => {
  const there = buildElsewhere();
  there.host.lock.holder = () => Promise.reject(new Error('too many open files'));
  expect(await recorded(async ({ tell }) => (tell(STARTED), built(0)), there)).toMatchObject({ got: built(0), record: '' });
});

test('nothing is written behind a link', async () => {
  const there = buildElsewhere();
  there.files.isLinked = async () => true;
  expect(await recorded(async ({ tell }) => (tell(STARTED), built(0)), there)).toMatchObject({ record: '' });
});
