import { describe, expect, test } from 'vitest';
import type { LikelyFile, MayOverlap } from '../../src/model/likely.ts';
import type { Apart } from '../../src/plan/apart.ts';
import type { Plan, PlannedStory } from '../../src/plan/plan.ts';
import type { ParallelOrNot } from '../../src/model/parallel.ts';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Row extends Omit<PlannedStory, 'story'> {
  readonly id: string;
  readonly apart: readonly Apart[];
  readonly likely?: readonly LikelyFile[];
  readonly mayOverlap?: readonly MayOverlap[];
}
interface Planned {
  readonly stories: readonly Row[];
  readonly totals: Plan['totals'];
  readonly parallel?: ParallelOrNot;
}

async function plan(...targets: string[]): Promise<Planned> {
  const ran = await workshop.xpar('plan', '--json', ...targets);
  expect(ran.code).toBe(0);
  return ran.json<Planned>();
}

function row(planned: Planned, id: string): Row {
  return planned.stories.find((story) => story.id === id)!;
}

describe('xpar plan', () => {
  test('says for every story what is stale and why, its floor by part, and what it may not run beside', async () => {
    const planned = await plan();
    expect(planned.stories.map(({ id, place }) => [id, place])).toEqual([
      ['add', 1],
      ['double', 2],
      ['sum', 3],
    ]);
    const sum = row(planned, 'sum');
    expect(sum.decisions.implement).toEqual({ state: 'stale', reason: { code: 'never-built' } });
    expect(sum.decisions.gate).toEqual({ state: 'stale', reason: { code: 'needs', step: 'implement' } });
    expect(sum.floor!.parts.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'frame frame',
      'card card',
      'adr ADR-1',
      'adr ADR-2',
      'file src/limits.mjs',
    ]);
    expect(sum.floor!.tokens).toBe(sum.floor!.parts.reduce((total, part) => total + part.tokens, 0));
    expect(sum.forecast!.ceilingTokens).toBe(sum.forecast!.floorTokens + sum.forecast!.workingP80Tokens);
    expect(sum.apart).toEqual([{ story: 'add', because: 'needs' }]);
    expect(planned.totals).toMatchObject({ open: 3, toImplement: 3 });
  });

  test('puts stories apart that change the same files, or that do not say which', async () => {
    workshop.edit('stories/add.md', (text) => text.replace('files: [', 'files: [src/**, '));
    workshop.edit('stories/sum.md', (text) => text.replace(/files: .*\n/, '').replace('[add]', '[]'));
    const planned = await plan();
    expect(row(planned, 'double').apart).toEqual([
      { story: 'add', because: 'same-files', globs: ['src/double.mjs', 'src/**'] },
      { story: 'sum', because: 'files-unknown' },
    ]);
  });

  test('creates nothing', async () => {
    await plan();
    expect(workshop.exists('.xpar')).toBe(false);
    expect(workshop.git('branch', '--format=%(refname:short)')).toBe('main');
  });

  test('tells the tokens of exactly the brief that the agent gets', async () => {
    const { floor } = row(await plan('double'), 'double');
    workshop.plays(GOOD);
    await workshop.xpar('build', 'double', '--json');
    const { prompt } = await workshop.stage.session('double');
    expect(workshop.read('.xpar/lanes/double/1/brief.md')).toBe(prompt);
    for (const text of [
      'story `double`',
      'A row of beads is laid twice.',
      '`LIMIT` in `src/limits.mjs` is the largest',
      'export const LIMIT = 1000;',
    ])
      expect(prompt).toContain(text);
    expect(prompt).not.toContain('Two rows of beads');
    const journal = workshop.read('.xpar/journal.jsonl');
    const session = journal.split('\n').find((line) => line.includes('"t":"session"'))!;
    const { rawFloorTokens } = (JSON.parse(session.slice(9)) as { session: { estimate: { rawFloorTokens: number } } }).session
      .estimate;
    expect(Math.abs(rawFloorTokens - floor!.tokens)).toBeLessThanOrEqual(8);
  });
});

test('tells what parallel costs beside one session in sequence, with as many lanes as are configured', async () => {
  workshop.configure({ parallel: { jobs: 2 } });
  const planned = await plan();
  expect(planned.parallel!.ways.map(({ how, sessions, lanes }) => [how, sessions, lanes])).toEqual([
    ['own', 3, 2],
    ['one', 1, 1],
  ]);
  const [own, one] = planned.parallel!.ways;
  expect(own!.spend.usd).toBeCloseTo(planned.totals.usd!, 9);
  expect(one!.spend.cacheRead).toBeGreaterThan(own!.spend.cacheRead);
  const { stdout } = await workshop.xpar('plan');
  expect(stdout).toContain('a session of their own: add, double, sum (their agent cannot go on with a session)');
  expect(stdout).toMatch(/^a session each, 2 at once +3 /m);
});

test('guesses at the files of a story that declares none, from its words, the config and the history, and who may meet there', async () => {
  for (const at of [1, 2, 3]) {
    workshop.edit('src/limits.mjs', (text) => `${text}// ${at}\n`);
    workshop.edit('check.mjs', (text) => `${text}// ${at}\n`);
    workshop.git('commit', '-qam', `limits ${at}`);
  }
  workshop.edit(
    'stories/sum.md',
    (text) => `${text.replace(/files: .*\n/, '').replace('[add]', '[]')}\nRaise the bound in src/limits.mjs, on the abacus.\n`,
  );
  workshop.edit('stories/double.md', (text) => text.replace('files: [', 'files: [check.mjs, '));
  workshop.configure({ parallel: { conflicts: 'optimistic', keywords: { Abacus: ['checks/**'] } } });
  const planned = await plan();
  const sum = row(planned, 'sum');
  expect(sum.apart).toEqual([]);
  expect(sum.likely).toEqual([
    { glob: 'checks/sum.mjs', because: 'named', word: 'checks/sum.mjs' },
    { glob: 'src/limits.mjs', because: 'named', word: 'src/limits.mjs' },
    { glob: 'checks/**', because: 'keyword', word: 'Abacus' },
    { glob: 'check.mjs', because: 'changes-with', file: 'src/limits.mjs', support: 4, among: 4 },
  ]);
  expect(sum.mayOverlap!.map(({ story }) => story)).toEqual(['add', 'double']);
  expect(row(planned, 'double').likely).toBeUndefined();
  expect((await workshop.xpar('plan')).stdout).toContain(
    "sum  checks/sum.mjs (named), src/limits.mjs (named), checks/** (its word 'Abacus'), check.mjs (changes with src/limits.mjs: 4 of 4); may overlap add (",
  );
});
