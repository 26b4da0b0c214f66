import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();
const at = (...names: readonly string[]): string => path.join(workshop.root, ...names);

/** Notes how it was called, and answers as gh does; with `gh.exists` beside it a pull request is there already. */
const GH = `#!/usr/bin/env node
const fs = require('node:fs');
fs.appendFileSync(__dirname + '/../gh.calls', JSON.stringify(process.argv.slice(2)) + '\\n');
if (fs.existsSync(__dirname + '/../gh.refuses')) { console.error('HTTP 401: Bad credentials'); process.exit(1); }
if (process.argv[3] === 'create' && fs.existsSync(__dirname + '/../gh.exists')) {
  console.error('a pull request for branch already exists:\\nhttps://example.org/pull/1');
  process.exit(1);
}
console.log('https://example.org/pull/' + fs.readFileSync(__dirname + '/../gh.calls', 'utf8').trim().split('\\n').length);
`;

async function integrate(acceptance: 'land' | 'story' = 'land'): Promise<void> {
  mkdirSync(at('bin'));
  writeFileSync(at('bin', 'gh'), GH, { mode: 0o755 });
  execFileSync('git', ['init', '--quiet', '--bare', at('hub.git')]);
  workshop.git('remote', 'add', 'origin', at('hub.git'));
  workshop.configure({ base: 'main', acceptance });
  workshop.edit('stories/add.md', (text) => text.replace(/^title: .*$/m, "title: '$(touch pwned); --web @everyone `x`'"));
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', '-j', '1', '--json', 'add', 'double')).toMatchObject({ code: 0 });
}

const integrated = madeOnce(workshop, integrate);

const land = (...more: readonly string[]): Promise<Ran> =>
  workshop.xparWith(
    { env: { PATH: [at('bin'), path.dirname(process.execPath), process.env['PATH']].join(path.delimiter) } },
    'land',
    '--pr',
    ...more,
  );

const calls = (): readonly (readonly string[])[] =>
  existsSync(at('gh.calls'))
    ? readFileSync(at('gh.calls'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[])
    : [];

const hub = (...args: readonly string[]): string =>
  execFileSync('git', ['--git-dir', at('hub.git'), ...args], { encoding: 'utf8' }).trim();

test('--pr opens one pull request for all that may land: stories, ADRs, evidence and tokens in its text, the branch left alone', async () => {
  await integrated();
  const main = workshop.git('rev-parse', 'main');
  const ran = await land('--yes');
  expect(ran).toMatchObject({ code: 0, stdout: 'https://example.org/pull/1\n' });
  expect(workshop.git('rev-parse', 'main')).toBe(main);
  expect(hub('rev-parse', 'xpar-land/main')).toBe(workshop.git('rev-parse', 'xpar/integration'));
  const [call = []] = calls();
  expect(call.slice(0, 5)).toEqual(['pr', 'create', '--head=xpar-land/main', '--base=main', '--title=Land add, double']);
  const body = call[5]!;
  for (const said of ['--body=## ', 'two and three are five', 'four becomes eight', 'ADR-1', 'green', 'src/add.mjs', 'burn 2.1k'])
    expect(body).toContain(said);
  expect(body).toMatch(/\nXpar-Story: double\nXpar-Key: \w+\n/);
});

test('a title is never a command, an option, a mention or markup', async () => {
  await integrated();
  expect(await land('--yes', '--each')).toMatchObject({ code: 0 });
  const title = calls()[0]!.find((word) => word.startsWith('--title='));
  expect(title).toMatch(/^--title=add: .*touch pwned/);
  expect(title).not.toMatch(/@everyone|(?<!\\)`/);
  expect(calls().every((words) => words.length === 6)).toBe(true);
  expect(workshop.exists('pwned')).toBe(false);
});

test('--each stacks one pull request for each story, each on the one before, in the order of integration', async () => {
  await integrated();
  const ran = await land('--yes', '--each');
  expect(ran).toMatchObject({ code: 0, stdout: 'https://example.org/pull/1\nhttps://example.org/pull/2\n' });
  expect(calls().map((words) => words.slice(2, 4))).toEqual([
    ['--head=xpar-land/add', '--base=main'],
    ['--head=xpar-land/double', '--base=xpar-land/add'],
  ]);
  expect(hub('ls-tree', '-r', '--name-only', 'xpar-land/add', 'src').split('\n')).toEqual(['src/add.mjs', 'src/limits.mjs']);
  expect(hub('rev-parse', 'xpar-land/double')).toBe(workshop.git('rev-parse', 'xpar/integration'));
});

test('one that is open already is brought up to date', async () => {
  await integrated();
  writeFileSync(at('gh.exists'), '');
  expect(await land('--yes')).toMatchObject({ code: 0 });
  expect(calls().map((words) => words.slice(0, 3))).toEqual([
    ['pr', 'create', '--head=xpar-land/main'],
    ['pr', 'edit', 'xpar-land/main'],
  ]);
});

test('what nobody accepted is in no pull request, and a branch that went elsewhere is not forced', async () => {
  await integrated('story');
  expect(await land('--yes')).toMatchObject({ code: 3, refusals: ['not-accepted'] });
  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  expect(await land('--yes', '--each')).toMatchObject({ code: 3, refusals: ['not-accepted'] });
  expect(calls()).toHaveLength(1);
  const other = workshop.git('commit-tree', '-m', 'Other', 'main^{tree}');
  workshop.git('push', '--quiet', '--force', 'origin', `${other}:refs/heads/xpar-land/add`);
  expect(await land('--yes', '--each')).toMatchObject({ code: 1, refusals: ['push-refused'] });
  expect(hub('rev-parse', 'xpar-land/add')).toBe(other);
});

test('without a yes nothing is pushed; where gh refuses, its words are told; options that say two things are refused', async () => {
  await integrated();
  expect(await land()).toMatchObject({ code: 3, refusals: ['not-confirmed'] });
  expect(hub('for-each-ref')).toBe('');
  writeFileSync(at('gh.refuses'), '');
  const refused = await land('--yes');
  expect(refused).toMatchObject({ code: 1, refusals: ['pull-request-failed'] });
  expect(refused.stderr).toContain('HTTP 401: Bad credentials');
  expect(await land('--yes', '--merge')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('land', '--each')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await land('--yes', '--remote', '--upload-pack=touch pwned')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
});
