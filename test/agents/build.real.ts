import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { scriptedModel, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';
import { startXpar } from '../rig/xpar-cli.ts';

const program = process.env['XPAR_TEST_CLAUDE'] ?? '';
const scratch = path.resolve('node_modules/.cache/xpar-agents/scratch');

let folder: string;
let repository: string;
let env: Record<string, string>;
let model: ScriptedModel | undefined;

beforeEach(() => {
  mkdirSync(scratch, { recursive: true });
  folder = realpathSync(mkdtempSync(path.join(scratch, 'build-')));
  repository = path.join(folder, 'office');
  env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: path.join(folder, 'home'), GIT_CONFIG_NOSYSTEM: '1' };
  mkdirSync(path.join(folder, 'home'));
  cpSync('examples/parcel-office', repository, { recursive: true });
  for (const story of [
    'give-change',
    'post-abroad',
    'print-label',
    'quote-price',
    'search-ledger',
    'daily-summary',
    'track-parcel',
  ])
    rmSync(path.join(repository, 'stories', `${story}.md`));
  const agents = { default: { kind: 'claude', command: [program] } };
  writeFileSync(path.join(repository, 'xpar.config.json'), JSON.stringify({ agents }));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@localhost', 'commit', '--quiet', '-m', 'start');
});
afterEach(async () => {
  await model?.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, env, encoding: 'utf8' });
}

/** The prepared edits of the example's own script, as tool calls of a model. */
function play(): Turn[] {
  const text = readFileSync('examples/parcel-office/agent/plays/weigh-parcel.md', 'utf8');
  const files = [...text.matchAll(/^## create (\S+)\n+```\w*\n([\s\S]*?)```/gm)];
  const writes = files.map(([, file, content]): Turn => ({
    blocks: [{ tool: 'Write', input: { file_path: `@CWD@/${file}`, content } }],
  }));
  return [...writes, { blocks: [{ text: 'Weighed.' }] }];
}

test('the real program implements a story, the gates judge it, it lands, and the ledger is what the model billed to the token', async () => {
  const turns = play();
  expect(turns.length).toBeGreaterThan(2);
  model = await scriptedModel(turns, path.join(`${repository}.xpar`, 'weigh-parcel'));
  const run = { cwd: repository, env: { ...env, ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: model.url } };
  const built = await startXpar(['build', '--json'], run).ended;
  expect(built.told('integrated').map(({ story }) => story)).toEqual(['weigh-parcel']);
  expect(built.code).toBe(0);
  expect(git('log', '-1', '--format=%B', 'xpar/integration')).toMatch(/^Xpar-Agent: claude$/m);
  const report = (await startXpar(['report', '--json'], run).ended).json<LedgerReport>();
  const { input, cacheRead, output } = report.totals.spend;
  expect({ input, cacheRead, output }).toEqual(model.billed);
  const [session] = report.sessions;
  expect(session!.floor.actual).toBeGreaterThan(0);
  const again = await startXpar(['build', '--json'], run).ended;
  expect(again.code).toBe(0);
  expect(again.told('started')).toEqual([]);
});

test('its base is measured from what it says itself, without a request, and is what plan then shows', async () => {
  model = await scriptedModel([{ blocks: [{ text: 'ok' }] }], repository);
  const run = { cwd: repository, env: { ...env, ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: model.url } };
  const measured = await startXpar(['calibrate', 'base', '--json'], run).ended;
  expect(measured.code).toBe(0);
  expect(model.requests).toEqual([]);
  const [base] = measured.json<{ bases: readonly { tokens: number; how: string; version: string }[] }>().bases;
  expect(base).toMatchObject({ how: 'told', version: expect.stringMatching(/^\d+\.\d+/) });
  expect(base!.tokens).toBeGreaterThan(1_000);
  const plan = (await startXpar(['plan', '--json'], run).ended).json<{ stories: readonly { forecast: object }[] }>();
  expect(plan.stories[0]!.forecast).toMatchObject({ baseTokens: base!.tokens, baseSource: 'measured' });
  const asked = await startXpar(['calibrate', 'base', '--null-prompt', '--yes', '--json'], run).ended;
  expect(asked.json<{ bases: readonly object[] }>().bases).toMatchObject([{ how: 'null-prompt' }]);
  expect(model.requests).toHaveLength(1);
});
