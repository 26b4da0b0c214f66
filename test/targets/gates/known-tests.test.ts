import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeGit } from '../../../src/host/node-git.ts';
import type { Adr } from '../../../src/model/card.ts';
import type { RanTests } from '../../../src/model/test-report.ts';
import { missingTests, type Ground } from '../../../src/targets/gates/known-tests.ts';
import type { Build } from '../../../src/targets/run/build.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;
let [ground, commit] = ['', ''];

beforeEach(() => {
  repo = gitRepo();
  ground = repo.commit({
    'test/a.mjs': "test('adds'); test('sums')",
    'test/b.mjs': "test('weighs')",
    'cash/sum_test.go': 'func TestSum(',
    'runner.json': '{}',
  });
  commit = repo.commit({ 'test/a.mjs': "test('sums')", 'cash/sum_test.go': '', 'runner.json': '{"only":"a"}' });
});
afterEach(() => repo.close());

const lock = { lockedInBy: [{ file: 'test/a.mjs', titles: ['adds'] }] } as unknown as Adr;
const one = (name: string, file?: string): RanTests => ({ name, tests: 1, ...(file === undefined ? {} : { file }) });

async function missing(
  known: readonly RanTests[],
  more: Partial<Ground> = {},
  adrs: readonly Adr[] = [],
): Promise<readonly string[]> {
  const build = { host: { git: nodeGit() }, project: { repository: { top: repo.top }, adrs } } as unknown as Build;
  const at = {
    ran: [one('sums', 'test/a.mjs')],
    commit,
    ground: { commit: ground, scope: ['test/a.mjs', 'runner.json'], allowed: [], ...more },
  };
  return (await missingTests(build, known, at)).map(({ name }) => name);
}

const [ADDS, SUMS, WEIGHS] = [one('adds', 'test/a.mjs'), one('sums', 'test/a.mjs'), one('weighs', 'test/b.mjs')];

test('a test may go from files that the card may change, and from no other', async () => {
  expect(await missing([ADDS, SUMS, WEIGHS])).toEqual(['weighs']);
  expect(await missing([ADDS, SUMS])).toEqual([]);
  expect(await missing([SUMS])).toEqual([]);
  expect(await missing([ADDS, SUMS, WEIGHS], { scope: undefined })).toEqual([]);
});

test('one that locks a decision in stays, unless the card names its file as allowed', async () => {
  expect(await missing([ADDS], {}, [lock])).toEqual(['adds']);
  expect(await missing([ADDS], { allowed: ['test/a.mjs'] }, [lock])).toEqual([]);
});

test('of a report that places no test, a changed file that held its title is its place', async () => {
  expect(await missing([one('scale > adds'), one('weighs')])).toEqual(['weighs']);
  expect(await missing([one('TestSum/of_none', 'example.com/shop/cash')])).toEqual(['TestSum/of_none']);
  expect(await missing([one('TestSum/of_none', 'example.com/shop/cash')], { scope: ['cash/**'] })).toEqual([]);
});
