import { expect, test } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { journalLine } from '../../../src/record/journal.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import { followRunning } from '../../../src/targets/run/follow-build.ts';
import { buildElsewhere, ending, HOLDER, layout, RECORD, STARTED, type BuildElsewhere } from './build-elsewhere.ts';

function following(there: BuildElsewhere): { heard: string[]; ended: ReturnType<typeof followRunning>; leave: () => void } {
  const heard: string[] = [];
  const enough = new AbortController();
  const ended = followRunning(there.host, ({ t }: Event) => void heard.push(t), enough.signal);
  return { heard, ended, leave: () => enough.abort() };
}

const stopping = { t: 'stopping', signal: 'SIGINT', times: 1 } as const;

test('who comes late hears all that was told so far, then what is told, up to the end', async () => {
  const there = buildElsewhere();
  there.tells(STARTED);
  const { heard, ended } = following(there);
  await there.clock.advance(300);
  expect(heard).toEqual(['started']);
  there.tells(stopping);
  there.ends(130);
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ ok: true, value: { holder: HOLDER, end: { how: 'ended', exit: 130, problems: [] } } });
  expect(heard).toEqual(['started', 'stopping']);
});

test('a build that lets go of the lock after its last line has ended, however late that is looked at', async () => {
  const there = buildElsewhere();
  const { ended } = following(there);
  await there.clock.advance(900);
  there.tells(ending(0));
  there.holder = undefined;
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'ended', exit: 0 } } });
});

test('what it was refused for after its announcement comes with its end', async () => {
  const there = buildElsewhere();
  const problems = [{ reason: 'no-gates' }] as const;
  there.tells({ end: { exit: 2, problems } });
  const { ended } = following(there);
  await there.clock.advance(300);
  there.holder = undefined;
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ value: { end: { how: 'ended', exit: 2, problems } } });
});

test('one that is gone without a last line was killed, a line cut short or not', async () => {
  const there = buildElsewhere();
  there.tells(STARTED);
  there.files.contents.set(RECORD, `${there.files.contents.get(RECORD)}{"at":1,"t":"star`);
  const { heard, ended } = following(there);
  await there.clock.advance(300);
  there.holder = undefined;
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'killed' } } });
  expect(heard).toEqual(['started']);
});

test('the next build of the same number is another one', async () => {
  const there = buildElsewhere();
  const { ended } = following(there);
  await there.clock.advance(300);
  there.holder = { ...HOLDER, startedAt: 2_000 };
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'killed' } } });
});

test('who has seen enough leaves it alone', async () => {
  const there = buildElsewhere();
  const { ended, leave } = following(there);
  await there.clock.advance(300);
  leave();
  await there.clock.advance(300);
  expect(await ended).toMatchObject({ value: { end: { how: 'left' } } });
  expect(there.signals).toBe(0);
});

test('a line that is no event is passed over', async () => {
  const there = buildElsewhere();
  there.files.contents.set(RECORD, 'null\n[]\n{}\n{"t":7}\nnot json\n');
  there.tells(STARTED);
  const { heard, ended } = following(there);
  await there.clock.advance(300);
  there.ends(0);
  await there.clock.advance(1_000);
  expect(await ended).toMatchObject({ ok: true });
  expect(heard).toEqual(['started']);
});

test('an end after which it goes on was none, and neither is one while it has the lock', async () => {
  const there = buildElsewhere();
  there.tells(ending(0));
  const { heard, ended } = following(there);
  await there.clock.advance(2_000);
  there.tells(STARTED);
  await there.clock.advance(300);
  expect(heard).toEqual(['started']);
  there.holder = undefined;
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'killed' } } });
});

test('a note that cannot be read while somebody has the lock is no death', async () => {
  const there = buildElsewhere();
  const { heard, ended } = following(there);
  await there.clock.advance(300);
  there.isHeld = true;
  there.holder = undefined;
  await there.clock.advance(5_000);
  there.holder = HOLDER;
  there.tells(STARTED);
  await there.clock.advance(300);
  expect(heard).toEqual(['started']);
  there.isHeld = false;
  there.ends(0);
  await there.clock.advance(2_000);
  expect(await ended).toMatchObject({ value: { end: { how: 'ended', exit: 0 } } });
});

test('what holds the lock and tells nothing is no build, once it has had its time to begin', async () => {
  const there = buildElsewhere();
  there.files.contents.delete(RECORD);
  const { ended } = following(there);
  await there.clock.advance(6_000);
  expect(await ended).toEqual({
    ok: false,
    problems: [{ reason: 'build-out-of-reach', pid: 7, host: 'here', command: 'xpar build add', because: 'no-build' }],
  });
});

test('a lock that is held without a note to read is asked about again, and is then not said to be free', async () => {
  const there = buildElsewhere();
  there.holder = undefined;
  there.isHeld = true;
  const late = following(there);
  await there.clock.advance(1_000);
  there.holder = HOLDER;
  await there.clock.advance(300);
  late.leave();
  await there.clock.advance(300);
  expect(await late.ended).toMatchObject({ ok: true, value: { holder: HOLDER } });
  there.holder = undefined;
  const never = following(there);
  await there.clock.advance(6_000);
  expect(await never.ended).toMatchObject({ ok: false, problems: [{ reason: 'build-out-of-reach', because: 'unnamed' }] });
});

test('a build on another machine is said to be there', async () => {
  const there = buildElsewhere();
  there.holder = { ...HOLDER, host: 'there' };
  expect(await following(there).ended).toMatchObject({ ok: false, problems: [{ because: 'elsewhere', host: 'there' }] });
});

test('where none runs, one that was cut off is named with the stories it was at', async () => {
  const there = buildElsewhere();
  there.holder = undefined;
  expect(await following(there).ended).toEqual({ ok: false, problems: [{ reason: 'no-build' }] });
  const run = 'r1';
  const begun = [
    { t: 'run-started', at: 1, run, command: 'xpar build', budgets: [] },
    { t: 'started', at: 2, run, story: 'add', step: 'implement', key: 'k', attempt: 1 },
  ] as const;
  const { journal } = layoutOf('/repo/.git');
  there.files.contents.set(journal, begun.map(journalLine).join(''));
  const left = { run, stories: ['add'], isKilled: true };
  expect(await following(there).ended).toEqual({ ok: false, problems: [{ reason: 'no-build', left }] });
  const over = (exit: number): void => {
    const lines = [...begun, { t: 'run-ended', at: 3, run, exit } as const];
    there.files.contents.set(layout.journal, lines.map(journalLine).join(''));
  };
  over(130);
  expect(await following(there).ended).toMatchObject({ problems: [{ left: { isKilled: false } }] });
  over(1);
  expect(await following(there).ended).toEqual({ ok: false, problems: [{ reason: 'no-build' }] });
});
