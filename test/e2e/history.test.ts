import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Decision } from '../../src/model/target.ts';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

async function build(...targets: string[]): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', ...targets, '--json')).toMatchObject({ code: 0 });
}

const built = madeOnce(workshop, build);

test('each story lands as one commit under one merge, with trailers that tell what it was and what it cost', async () => {
  await built('add');
  const tip = 'xpar/integration';
  expect(workshop.git('rev-list', '--count', 'main..xpar/integration')).toBe('2');
  expect(workshop.git('rev-parse', `${tip}^1`)).toBe(workshop.git('rev-parse', 'main'));
  expect(workshop.git('log', '-1', '--format=%an', `${tip}^2`)).toBe('A Person');
  expect(workshop.git('log', '-1', '--format=%s', tip)).toBe('add: Add two numbers');
  const trailers = workshop.git('log', '-1', '--format=%(trailers:only,unfold)', tip);
  for (const pattern of [
    /^Xpar-Story: add$/m,
    /^Xpar-Key: [0-9a-f]{16}$/m,
    /^Xpar-Model: claude-sonnet-4-6$/m,
    /^Xpar-Tokens: \d+\/\d+$/m,
    /^Xpar-Gate: [0-9a-f]+$/m,
  ])
    expect(trailers).toMatch(pattern);
  expect(workshop.git('diff', '--name-only', 'main', tip)).toBe('checks/add.mjs\nsrc/add.mjs');
});

test('deleting .xpar implements nothing again', async () => {
  await built('add', 'double');
  rmSync(path.join(workshop.repository, '.xpar'), { recursive: true });
  const again = await workshop.xpar('build', 'add', 'double', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(again.told('started')).toEqual([]);
  expect(again.events.at(-1)).toMatchObject({ summary: { fresh: 2 } });
});

test('a fresh clone has nothing to build, whether the integration branch is local there or only remote-tracking', async () => {
  await built('add');
  const clone = (...args: string[]): string => execFileSync('git', args, { cwd: workshop.root, encoding: 'utf8' });
  clone('clone', '--quiet', workshop.repository, 'clone');
  const told = async (cwd: string): Promise<object> => {
    const { sessions } = (await workshop.xparWith({ cwd }, 'report', '--json')).json<Pick<LedgerReport, 'sessions'>>();
    return sessions.map(({ story, floor, working, integrated }) => [story, floor, working.estimate, working.actual, integrated]);
  };
  // What it was expected to take and took is in git: nothing has to be repaired for it.
  expect(await told('clone')).toEqual(await told('abacus'));
  // An edited contract asks for the same yes there, and an edited card says what of it was edited.
  const decided = async (edit: (file: string) => void): Promise<unknown> => {
    edit(path.join(workshop.root, 'clone'));
    const { stories } = (await workshop.xparWith({ cwd: 'clone' }, 'plan', '--json')).json<{
      stories: { id: string; decisions: { implement: Decision } }[];
    }>();
    clone('-C', 'clone', 'checkout', '--quiet', '.');
    return stories.find(({ id }) => id === 'add')!.decisions.implement;
  };
  const rewrite = (file: string, from: RegExp, to: string): void =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  expect(await decided((top) => rewrite(path.join(top, 'stories/add.md'), /^title: .*$/m, 'title: Another'))).toMatchObject({
    state: 'stale',
    reason: { code: 'edited-after-integration', changes: [{ part: 'title' }] },
  });
  const adr = workshop.git('ls-files', 'adr').split('\n')[0]!;
  expect(await decided((top) => rewrite(path.join(top, adr), /(## Decision\n+)/, '$1Otherwise. '))).toMatchObject({
    state: 'held',
    reason: { code: 'contract-edited', changes: [{ part: expect.stringMatching(/^contract ADR-/) }] },
  });
  const tracking = await workshop.xparWith({ cwd: 'clone' }, 'build', 'add', '--json');
  expect(tracking).toMatchObject({ code: 0 });
  expect(tracking.told('started')).toEqual([]);
  expect(clone('-C', 'clone', 'branch', '--format=%(refname:short)')).toBe('main\n');
  clone('-C', 'clone', 'branch', '--quiet', 'xpar/integration', 'origin/xpar/integration');
  expect((await workshop.xparWith({ cwd: 'clone' }, 'build', 'add', '--json')).told('started')).toEqual([]);
});

test('a clone builds on what is integrated elsewhere', async () => {
  await built('add');
  execFileSync('git', ['clone', '--quiet', workshop.repository, 'clone'], { cwd: workshop.root });
  await workshop.newStage();
  workshop.plays(GOOD);
  const rest = await workshop.xparWith({ cwd: 'clone' }, 'build', 'sum', '--json');
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.told('integrated').map(({ story }) => story)).toEqual(['sum']);
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: path.join(workshop.root, 'clone'), encoding: 'utf8' }).trim();
  expect(git('merge-base', '--is-ancestor', 'origin/xpar/integration', 'xpar/integration')).toBe('');
});

test('what the base gained is merged first, and gated as that tree', async () => {
  await built('add');
  workshop.write('src/rows.mjs', 'export const ROWS = 10;\n');
  const moved = workshop.commit('Ten rows');
  workshop.plays(GOOD);
  const rest = await workshop.xpar('build', 'double', '--json');
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.told('base-merged')).toMatchObject([{ base: 'main', gated: true }]);
  const order = rest.events.map((event) => event.t);
  expect(order.indexOf('base-merged')).toBeLessThan(order.indexOf('started'));
  expect(workshop.git('merge-base', '--is-ancestor', moved, 'xpar/integration')).toBe('');
  expect(workshop.git('log', '-1', '--format=%P', 'xpar/integration~1').split(' ')).toContain(moved);
});

test('a base that gained cards alone is merged without a gate', async () => {
  await built('add');
  workshop.edit('stories/double.md', (text) => text.replace('status: ready', 'status: draft'));
  workshop.commit('Not yet');
  const rest = await workshop.xpar('build', '--json', 'add');
  expect(rest).toMatchObject({ code: 0 });
  expect(rest.told('base-merged')).toMatchObject([{ gated: false }]);
});

test('a base that conflicts with what is integrated is told, and left to a person', async () => {
  await built('add');
  workshop.write('src/add.mjs', 'export const add = () => 0;\n');
  workshop.commit('Mine');
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const again = await workshop.xpar('build', 'add', '--json');
  expect(again.told('problem')).toMatchObject([{ finding: { problem: { reason: 'base-conflict', paths: ['src/add.mjs'] } } }]);
  expect(again.code).toBe(3);
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
  expect((await workshop.xpar('inbox')).stdout).toMatch(/main .*conflicts with xpar\/integration[\s\S]*xpar\S* resolve --base/);
  const page = await workshop.xpar('resolve', '--base');
  expect(page).toMatchObject({ code: 3 });
  expect(page.stdout).toContain('main does not merge into xpar/integration: src/add.mjs');
  // Its check is red with the base's side: nothing moves.
  expect(await workshop.xpar('resolve', '--base', '--take', 'base')).toMatchObject({ code: 1, refusals: ['base-side-red'] });
  expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
  const taken = await workshop.xpar('resolve', '--base', '--take', 'integration', '--json');
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.json()).toMatchObject({
    taken: 'integration',
    paths: ['src/add.mjs'],
    merge: workshop.git('rev-parse', 'xpar/integration'),
  });
  expect(workshop.git('diff', '--stat', tip, 'xpar/integration')).toBe('');
  expect(workshop.git('log', '-1', '--format=%P %(trailers:key=Xpar-Took,valueonly)', 'xpar/integration')).toContain(
    `${workshop.git('rev-parse', 'main')} integration`,
  );
  expect(await workshop.xpar('build', 'add')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('resolve', '--base')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('resolve', 'add', '--take', 'base')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
});

interface Status {
  readonly running?: { readonly pid: number };
  readonly stories: readonly object[];
}

test('a second build is refused with process and command of the first; queries work beside it', async () => {
  const first = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  const second = await workshop.xpar('build', 'double');
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toContain(`xpar build add --json (process ${first.process.pid} on `);
  const status = (await workshop.xpar('status', '--json')).json<Status>();
  expect(status.running?.pid).toBe(first.process.pid);
  expect(status.stories).toContainEqual(
    expect.objectContaining({ story: 'add', state: 'running', why: 'implement is under way' }),
  );
  expect(status.stories).toContainEqual(expect.objectContaining({ story: 'double', state: 'to do' }));
  expect((await workshop.xpar('plan')).code).toBe(0);
  await GOOD.add(session);
  await session.exit(0);
  expect(await first.ended).toMatchObject({ code: 0 });
  const after = (await workshop.xpar('status', '--json')).json<Status>();
  expect(after.running).toBeUndefined();
  expect(after.stories).toContainEqual(expect.objectContaining({ story: 'add', state: 'integrated' }));
});
