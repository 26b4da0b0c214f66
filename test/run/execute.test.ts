import fc from 'fast-check';
import { expect, test } from 'vitest';
import { execute, type Executor, type StepEnd } from '../../src/run/execute.ts';
import type { WaitsFor } from '../../src/run/next-starts.ts';
import { newSchedule, standing, type Start } from '../../src/run/schedule.ts';
import { anyWorld, jobOf, limitsOf } from './jobs.ts';
import { settled } from '../rig/manual-clock.ts';

interface Stage extends Executor {
  /** Every start, in order, as `story:step`. */
  readonly started: string[];
  readonly waits: { readonly story: string; readonly on: WaitsFor }[];
  /** Most steps that ran at once. */
  most(): number;
  interrupt(): void;
  /** Ends a running step. */
  end(step: string, how?: StepEnd): Promise<void>;
}

/** Steps that end when the test says so; with `script`, at once and as it says. */
function stage(script?: (start: Start, nth: number) => StepEnd): Stage {
  const controller = new AbortController();
  const running = new Map<string, (end: StepEnd) => void>();
  const started: string[] = [];
  const waits: Stage['waits'] = [];
  let now = 0;
  let most = 0;
  return {
    started,
    waits,
    most: () => most,
    interrupt: () => controller.abort(),
    interrupted: controller.signal,
    stopAll: () => controller.abort(),
    left: () => new Map(),
    gather: () => new Promise((resolve) => setImmediate(resolve)),
    pending: () => undefined,
    waiting: (story, on) => waits.push({ story, on }) > 0,
    async run(start) {
      const name = `${start.story}:${start.step}`;
      started.push(name);
      most = Math.max(most, ++now);
      const end = script
        ? await settled().then(() => script(start, started.length))
        : await new Promise<StepEnd>((resolve) => running.set(name, resolve));
      now -= 1;
      return end;
    },
    async end(step, how = { end: 'done' }) {
      running.get(step)!(how);
      running.delete(step);
      await settled();
    },
  };
}

test('steps of one story run one after the other, stories side by side', async () => {
  const on = stage(() => ({ end: 'done' }));
  const jobs = [
    jobOf('a', { steps: ['implement', 'gate', 'integrate'] }),
    jobOf('b', { steps: ['implement', 'gate', 'integrate'], place: 2 }),
  ];
  expect(standing(await execute(newSchedule(jobs, new Set(), limitsOf()), on)).integrated).toEqual(['a', 'b']);
  expect(on.started.filter((name) => name.startsWith('a'))).toEqual(['a:implement', 'a:gate', 'a:integrate']);
  expect(on.most()).toBe(2);
});

test('with nothing to do it ends at once', async () => {
  expect(standing(await execute(newSchedule([], new Set(), limitsOf()), stage())).waiting).toEqual([]);
});

test('a step that ends lets the next one start while others still run', async () => {
  const on = stage();
  const jobs = [jobOf('slow', { steps: ['implement'] }), jobOf('fast', { steps: ['implement', 'gate'] })];
  const ended = execute(newSchedule(jobs, new Set(), limitsOf()), on);
  await settled();
  await on.end('fast:implement');
  expect(on.started).toEqual(['fast:implement', 'slow:implement', 'fast:gate']);
  await on.end('slow:implement');
  await on.end('fast:gate');
  expect(standing(await ended).reached).toEqual(['slow', 'fast']);
});

test('a step to be tried again runs its chain again, and the others go on', async () => {
  let reds = 2;
  const on = stage(({ step }) =>
    step === 'gate' && reds-- > 0 ? { end: 'retry', steps: ['implement', 'gate', 'integrate'] } : { end: 'done' },
  );
  const ended = await execute(
    newSchedule([jobOf('a', { steps: ['implement', 'gate', 'integrate'] })], new Set(), limitsOf()),
    on,
  );
  expect(standing(ended).integrated).toEqual(['a']);
  expect(on.started).toEqual(['a:implement', 'a:gate', 'a:implement', 'a:gate', 'a:implement', 'a:gate', 'a:integrate']);
});

test('a story that fails takes those that need it along, and nobody else', async () => {
  const on = stage(({ story }) => ({ end: story === 'a' ? 'failed' : 'done' }));
  const jobs = [
    jobOf('a', { steps: ['implement', 'integrate'] }),
    jobOf('b', { steps: ['implement', 'integrate'], dependsOn: ['a'] }),
    jobOf('c', { steps: ['implement', 'integrate'] }),
  ];
  expect(standing(await execute(newSchedule(jobs, new Set(), limitsOf()), on))).toMatchObject({
    failed: ['a'],
    skipped: ['b'],
    integrated: ['c'],
  });
});

test('an interrupt starts nothing more, waits for what runs, and counts nobody as failed', async () => {
  const on = stage();
  const jobs = [
    jobOf('a', { steps: ['implement', 'gate'] }),
    jobOf('b', { steps: ['implement'] }),
    jobOf('c', { steps: ['implement'], dependsOn: ['a'] }),
  ];
  const ended = execute(newSchedule(jobs, new Set(), limitsOf({ agents: 2 })), on);
  await settled();
  on.interrupt();
  await on.end('a:implement', { end: 'interrupted' });
  await on.end('b:implement');
  expect(standing(await ended)).toMatchObject({ waiting: ['a', 'c'], reached: ['b'], failed: [], skipped: [] });
  expect(on.started).toEqual(['a:implement', 'b:implement']);
});

test('an interrupt before anything started starts nothing', async () => {
  const on = stage();
  on.interrupt();
  expect(standing(await execute(newSchedule([jobOf('a')], new Set(), limitsOf()), on)).waiting).toEqual(['a']);
  expect(on.started).toEqual([]);
});

test('what a story waits for is told once, and again when it is something else', async () => {
  const on = stage();
  const jobs = [
    jobOf('a', { steps: ['implement', 'integrate'] }),
    jobOf('b', { steps: ['implement'], dependsOn: ['a'] }),
    jobOf('c', { steps: ['implement'], pathTokens: 1 }),
    jobOf('d', { steps: ['implement', 'gate'], pathTokens: 2 }),
  ];
  const ended = execute(newSchedule(jobs, new Set(), limitsOf({ agents: 1 })), on);
  await settled();
  await on.end('d:implement');
  await on.end('d:gate');
  await on.end('c:implement');
  await on.end('a:implement');
  await on.end('a:integrate');
  await on.end('b:implement');
  await ended;
  const told = on.waits.filter(({ story }) => story === 'b' || story === 'a').map(({ story, on: what }) => [story, what]);
  expect(told).toEqual([
    ['a', { for: 'agent' }],
    ['b', { for: 'story', on: 'a' }],
  ]);
});

test('any run ends with every story at rest and no two steps of a story at once', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.array(fc.nat(9), { minLength: 60, maxLength: 60 }), async (world, rolls) => {
      const seen: string[] = [];
      const on: Executor = {
        interrupted: new AbortController().signal,
        stopAll: () => undefined,
        waiting: () => true,
        left: () => new Map(),
        pending: () => undefined,
        gather: async () => {},
        async run({ story, step }) {
          expect(seen).not.toContain(story);
          seen.push(story);
          for (let turn = rolls[(story.length + seen.length * 7) % 60]!; turn > 0; turn--) await Promise.resolve();
          seen.splice(seen.indexOf(story), 1);
          return { end: rolls[(step.length * 5 + seen.length) % 60] === 0 ? 'failed' : 'done' };
        },
      };
      const ended = await execute(newSchedule(world.jobs, world.integrated, { ...world.limits, keepGoing: true }), on);
      const { waiting, running } = standing(ended);
      expect([...waiting, ...running]).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a step that breaks stops the others, and is told only when they have ended', async () => {
  const controller = new AbortController();
  const ended: string[] = [];
  const jobs = [jobOf('breaks'), jobOf('runs')];
  const run = execute(newSchedule(jobs, new Set(), limitsOf({ agents: 2 })), {
    interrupted: controller.signal,
    stopAll: () => controller.abort(),
    waiting: () => true,
    left: () => new Map(),
    gather: () => new Promise((resolve) => setImmediate(resolve)),
    pending: () => undefined,
    async run({ story }) {
      if (story === 'breaks') throw new Error('a bug');
      await new Promise((resolve) => controller.signal.addEventListener('abort', resolve, { once: true }));
      ended.push(story);
      return { end: 'interrupted' };
    },
  });
  await expect(run).rejects.toThrow('a bug');
  expect(ended).toEqual(['runs']);
});

test('a failure that would only come again halts the start of others, even with -k', async () => {
  const jobs = [jobOf('a', { steps: ['implement'] }), jobOf('b', { steps: ['implement'] })];
  const on = stage(() => ({ end: 'failed', halt: true }));
  const over = await execute(newSchedule(jobs, new Set(), limitsOf({ agents: 1, keepGoing: true })), on);
  expect(on.started.map((start) => start.split(':')[0])).not.toContain('b');
  expect(standing(over).waiting).toEqual(['b']);
});

test('an answer that is waited for lets more start, and nothing ends before it', async () => {
  let tokens = 0;
  let answer: () => void = () => {};
  let asked: Promise<void> | undefined = new Promise((resolve) => (answer = resolve));
  const on = {
    ...stage(() => ({ end: 'done' as const })),
    left: () => new Map([['run', tokens]]),
    pending: () => asked,
  };
  const jobs = [jobOf('a', { steps: ['worktree', 'implement'], draws: [{ budget: 'run', amount: 5 }] })];
  const ended = execute(newSchedule(jobs, new Set(), limitsOf()), on);
  await settled();
  expect(on.started).toEqual([]);
  expect(on.waits).toEqual([{ story: 'a', on: { for: 'budget', on: 'run' } }]);
  tokens = 5;
  asked = undefined;
  answer();
  expect(standing(await ended).reached).toEqual(['a']);
});

test('where nothing is left and nobody is asked, the run ends with the story waiting', async () => {
  const on = { ...stage(() => ({ end: 'done' as const })), left: () => new Map([['run', 4]]) };
  const jobs = [jobOf('a', { steps: ['worktree', 'implement'], draws: [{ budget: 'run', amount: 5 }] })];
  expect(standing(await execute(newSchedule(jobs, new Set(), limitsOf()), on)).waiting).toEqual(['a']);
});

test('a wait of which there is nothing to say yet is told again until there is, and then no more', async () => {
  const said: boolean[] = [];
  const on = stage();
  const waiting = (): boolean => said.push(said.length > 0) > 1;
  const jobs = [jobOf('a', { steps: ['worktree', 'implement', 'gate'] }), jobOf('b', { steps: ['worktree'] })];
  const ended = execute(newSchedule(jobs, new Set(), limitsOf({ agents: 1 })), { ...on, waiting });
  for (const step of ['a:worktree', 'a:implement', 'b:worktree', 'a:gate']) await on.end(step);
  await ended;
  expect(said).toEqual([false, true]);
});
