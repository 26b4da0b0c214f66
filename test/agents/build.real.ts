import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import { scriptedModel, type ScriptedModel, type Turn } from '../rig/scripted-model.ts';
import { startXpar } from '../rig/xpar-cli.ts';

const program = process.env['XPAR_TEST_CLAUDE'];
const codex = process.env['XPAR_TEST_CODEX'];
const scratch = path.resolve('node_modules/.cache/xpar-agents/scratch');

let folder: string;
let repository: string;
let env: Record<string, string>;
let model: ScriptedModel | undefined;
let other: ScriptedModel | undefined;

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
  const agents = { default: { kind: 'claude', command: [program ?? 'claude'] } };
  writeFileSync(path.join(repository, 'xpar.config.json'), JSON.stringify({ agents }));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@localhost', 'commit', '--quiet', '-m', 'start');
});
afterEach(async () => {
  await model?.close();
  await other?.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, env, encoding: 'utf8' });
}

/** The prepared files of the example's own script for a story. */
function playOf(story: string): readonly { readonly file: string; readonly content: string }[] {
  const text = readFileSync(`examples/parcel-office/agent/plays/${story}.md`, 'utf8');
  const found = [...text.matchAll(/^## create (\S+)\n+```\w*\n([\s\S]*?)```/gm)];
  return found.map(([, file = '', content = '']) => ({ file, content }));
}

/** As calls of Claude Code's tool for it. */
function writes(story: string): Turn[] {
  const calls = playOf(story).map(({ file, content }): Turn => ({
    blocks: [{ tool: 'Write', input: { file_path: `@CWD@/${file}`, content } }],
  }));
  return [...calls, { blocks: [{ text: 'Written.' }] }];
}

/** As a patch, which is how Codex edits. */
function patches(story: string): Turn[] {
  const calls = playOf(story).map(({ file, content }): Turn => {
    const lines = content.trimEnd().split('\n');
    const input = ['*** Begin Patch', `*** Add File: ${file}`, ...lines.map((line) => `+${line}`), '*** End Patch', ''].join(
      '\n',
    );
    return { blocks: [{ custom: 'apply_patch', input }] };
  });
  return [...calls, { blocks: [{ text: 'Patched.' }] }];
}

test.runIf(program !== undefined)(
  'the real program implements a story, the gates judge it, it lands, and the ledger is what the model billed to the token',
  async () => {
    const turns = writes('weigh-parcel');
    expect(turns.length).toBeGreaterThan(2);
    model = await scriptedModel(turns, path.join(`${repository}.xpar`, 'weigh-parcel'));
    const run = { cwd: repository, env: { ...env, ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: model.url } };
    const built = await startXpar(['build', '--json'], run).ended;
    expect(built.told('integrated').map(({ story }) => story)).toEqual(['weigh-parcel']);
    expect(built.code).toBe(0);
    expect(git('log', '-1', '--format=%B', 'xpar/integration')).toMatch(/^Xpar-Agent: claude$/m);
    const report = (await startXpar(['report', '--json'], run).ended).json<LedgerReport>();
    const { input, cacheRead, output } = report.totals.spend!;
    expect({ input, cacheRead, output }).toEqual(model.billed);
    const [session] = report.sessions;
    expect(session!.floor.actual).toBeGreaterThan(0);
    const again = await startXpar(['build', '--json'], run).ended;
    expect(again.code).toBe(0);
    expect(again.told('started')).toEqual([]);
  },
);

test.runIf(program !== undefined)(
  'its base is measured from what it says itself, without a request, and is what plan then shows',
  async () => {
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
  },
);

test.runIf(program !== undefined && codex !== undefined)(
  'Claude Code and Codex implement a story each, side by side, both land, and the ledger has what each provider billed',
  async () => {
    model = await scriptedModel(writes('weigh-parcel'), path.join(`${repository}.xpar`, 'weigh-parcel'));
    other = await scriptedModel(patches('track-parcel'), path.join(`${repository}.xpar`, 'track-parcel'));
    const card = readFileSync('examples/parcel-office/stories/track-parcel.md', 'utf8');
    const ours = card.replace('status: ready', 'status: ready\ntype: money').replace('claude-sonnet-4-6', 'gpt-5.5');
    writeFileSync(path.join(repository, 'stories/track-parcel.md'), ours);
    const provider = `{name="scripted",base_url="${other.url}/v1",env_key="OPENAI_API_KEY",wire_api="responses"}`;
    const command = [codex!, '-c', 'model_provider="scripted"', '-c', `model_providers.scripted=${provider}`];
    const agents = { default: { kind: 'claude', command: [program!] }, money: { kind: 'codex', command } };
    const models = { 'gpt-5.5': { smartZone: { warn: '64k', hard: '100k' } } };
    writeFileSync(path.join(repository, 'xpar.config.json'), JSON.stringify({ agents, models, parallel: { stagger: '0s' } }));
    git('add', '--all');
    git('-c', 'user.name=a', '-c', 'user.email=a@localhost', 'commit', '--quiet', '-m', 'two agents');
    const keys = { ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: model.url, OPENAI_API_KEY: 'scripted-key' };
    const run = { cwd: repository, env: { ...env, ...keys } };
    const built = await startXpar(['build', '--json'], run).ended;
    expect(built.told('failed')).toEqual([]);
    expect(
      built
        .told('integrated')
        .map(({ story }) => story)
        .toSorted(),
    ).toEqual(['track-parcel', 'weigh-parcel']);
    expect(built.code).toBe(0);
    const order = built.events.filter(
      ({ t, ...event }) => (t === 'started' || t === 'ended') && 'step' in event && event.step === 'implement',
    );
    expect(order.slice(0, 2).map(({ t }) => t)).toEqual(['started', 'started']);
    const report = (await startXpar(['report', '--json'], run).ended).json<LedgerReport>();
    const spent = (agent: string): object => {
      const { input, cacheRead, output } = report.sessions.find((session) => session.agent === agent)!.spend!;
      return { input, cacheRead, output };
    };
    expect(spent('claude')).toEqual(model.billed);
    expect(spent('codex')).toEqual(other.billed);
    expect(git('status', '--short')).toBe('');
  },
);
