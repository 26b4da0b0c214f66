import { expect, test } from 'vitest';
import { apartRule } from '../../src/plan/apart.ts';
import { DEFAULT_CONFIG } from '../../src/cards/complete-config.ts';
import { startable, waits } from '../../src/run/next-starts.ts';
import { newSchedule, standing, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import type { Job } from '../../src/model/job.ts';
import { jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();
const HUNDRED = Array.from({ length: 100 }, (_, at) => `s${String(at).padStart(2, '0')}`);

interface Played {
  /** In session at once, at most. */
  readonly most: number;
  /** In the order in which they were integrated. */
  readonly order: readonly string[];
}

/** Runs all of it, whoever started first ending first, and looks at those who wait each time. */
function play(first: Schedule, look: (now: Schedule) => void = () => {}): Played {
  let [now, most] = [first, 0];
  const order: string[] = [];
  for (;;) {
    now = startable(now).reduce(started, now);
    look(now);
    const running = standing(now).running;
    if (running.length === 0) return { most, order };
    most = Math.max(most, running.filter((story) => ['worktree', 'implement'].includes(now.jobs.get(story)!.left[0]!)).length);
    const [next] = running as [string];
    now = succeeded(now, next);
    if (standing(now).integrated.includes(next)) order.push(next);
  }
}

const jobs = (more: (story: string, at: number) => Partial<Job>): readonly Job[] =>
  HUNDRED.map((story, at) =>
    jobOf(story, { steps: ['worktree', 'implement', 'gate', 'integrate'], place: at, ...more(story, at) }),
  );
const byFiles = (
  files: (story: string) => readonly string[],
  hotspots: readonly string[] = [],
): ((a: string, b: string) => boolean) => {
  const rule = apartRule({ ...DEFAULT_CONFIG, hotspots });
  return (a, b) => rule({ files: files(a) }, { files: files(b) }) !== undefined;
};

test('a hundred stories in a chain go one after the other, each waiting for the one before it', () => {
  const chain = jobs((_, at) => ({ dependsOn: at === 0 ? [] : [HUNDRED[at - 1]!] }));
  const played = play(newSchedule(chain, NOBODY, limitsOf()), (now) => {
    for (const [story, wait] of waits(now)) expect(wait).toEqual({ for: 'story', on: HUNDRED[HUNDRED.indexOf(story) - 1] });
  });
  expect(played).toEqual({ most: 1, order: HUNDRED });
});

test.each([
  { what: 'all on one file', files: () => ['src/one.ts'] },
  { what: 'all with a scope of **', files: () => ['**'] },
  { what: 'all without a scope', files: () => [] },
  { what: 'one of ** among others', files: (story: string) => [story === 's00' ? '**' : 'src/one.ts'] },
])('$what: a hundred go one after the other, and each is told whom it waits for', ({ files }) => {
  const limits = limitsOf({ clash: byFiles(files) });
  const played = play(
    newSchedule(
      jobs(() => ({})),
      NOBODY,
      limits,
    ),
    (now) => {
      const holder = [...now.jobs.values()].find(({ holds }) => holds)?.job.story;
      for (const [, wait] of waits(now)) expect(wait).toEqual({ for: 'files', on: holder });
    },
  );
  expect(played).toEqual({ most: 1, order: HUNDRED });
});

test('a hundred wait for one hotspot in their order, and who is beside it goes on', () => {
  const files = (story: string): readonly string[] =>
    Number(story.slice(1)) % 10 === 9 ? [`src/${story}.ts`] : ['src/routes/a.ts', `src/${story}.ts`];
  const limits = limitsOf({ clash: byFiles(files, ['src/routes/**']), agents: 3 });
  const { most, order } = play(
    newSchedule(
      jobs(() => ({})),
      NOBODY,
      limits,
    ),
  );
  expect(most).toBe(3);
  expect(order.toSorted()).toEqual(HUNDRED);
  const onHotspot = HUNDRED.filter((story) => !story.endsWith('9'));
  expect(order.filter((story) => !story.endsWith('9'))).toEqual(onHotspot);
});

test('a scope that can mean no file keeps nobody out but its own like', () => {
  const limits = limitsOf({
    clash: byFiles((story) => [story < 's02' ? 'no/such/*.file' : `src/${story}.ts`]),
    agents: 200,
    gates: 200,
  });
  const now = newSchedule(
    jobs(() => ({})),
    NOBODY,
    limits,
  );
  expect(startable(now).map(({ story }) => story)).toEqual(HUNDRED.filter((story) => story !== 's01'));
});
