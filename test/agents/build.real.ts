import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { patches, realBuild, scriptedCodex, writes, type RealBuild } from '../rig/real-build.ts';
import { scriptedModel, type Billed, type ScriptedModel } from '../rig/scripted-model.ts';

const program = process.env['XPAR_TEST_CLAUDE'];
const codex = process.env['XPAR_TEST_CODEX'];

let build: RealBuild;
let model: ScriptedModel | undefined;
let other: ScriptedModel | undefined;

beforeEach(() => {
  build = realBuild({ agents: { default: { kind: 'claude', command: [program ?? 'claude'] } } });
});
afterEach(async () => {
  await model?.close();
  await other?.close();
  build.remove();
});

const claudeKeys = (url: string) => ({ ANTHROPIC_API_KEY: 'scripted-key', ANTHROPIC_BASE_URL: url });
const billedOf = ({ input, cacheRead, output }: Billed): Billed => ({ input, cacheRead, output });

/** Its card asks for a model of Codex, and its window is told. */
function forCodex(story: string, more: string): object {
  const card = readFileSync(`examples/parcel-office/stories/${story}.md`, 'utf8');
  const ours = card.replace('status: ready', `status: ready${more}`).replace('claude-sonnet-4-6', 'gpt-5.5');
  writeFileSync(path.join(build.repository, 'stories', `${story}.md`), ours);
  return { models: { 'gpt-5.5': { smartZone: { warn: '64k', hard: '100k' } } } };
}

test.runIf(program !== undefined)(
  'the real program implements a story, the gates judge it, it lands, and the ledger is what the model billed to the token',
  async () => {
    const turns = writes('weigh-parcel');
    expect(turns.length).toBeGreaterThan(2);
    model = await scriptedModel(turns, build.lane('weigh-parcel'));
    const keys = claudeKeys(model.url);
    const built = await build.xpar(['build', '--json'], keys);
    expect(built.told('integrated').map(({ story }) => story)).toEqual(['weigh-parcel']);
    expect(built.code).toBe(0);
    expect(build.git('log', '-1', '--format=%B', 'xpar/integration')).toMatch(/^Xpar-Agent: claude$/m);
    const report = await build.report();
    expect(billedOf(report.totals.spend!)).toEqual(model.billed);
    const [session] = report.sessions;
    expect(session!.floor.actual).toBeGreaterThan(0);
    const again = await build.xpar(['build', '--json'], keys);
    expect(again.code).toBe(0);
    expect(again.told('started')).toEqual([]);
  },
);

test.runIf(program !== undefined)(
  'its base is measured from what it says itself, without a request, and is what plan then shows',
  async () => {
    model = await scriptedModel([{ blocks: [{ text: 'ok' }] }], build.repository);
    const keys = claudeKeys(model.url);
    const measured = await build.xpar(['calibrate', 'base', '--json'], keys);
    expect(measured.code).toBe(0);
    expect(model.requests).toEqual([]);
    const [base] = measured.json<{ bases: readonly { tokens: number; how: string; version: string }[] }>().bases;
    expect(base).toMatchObject({ how: 'told', version: expect.stringMatching(/^\d+\.\d+/) });
    expect(base!.tokens).toBeGreaterThan(1_000);
    const plan = (await build.xpar(['plan', '--json'], keys)).json<{ stories: readonly { forecast: object }[] }>();
    expect(plan.stories[0]!.forecast).toMatchObject({ baseTokens: base!.tokens, baseSource: 'measured' });
    const asked = await build.xpar(['calibrate', 'base', '--null-prompt', '--yes', '--json'], keys);
    expect(asked.json<{ bases: readonly object[] }>().bases).toMatchObject([{ how: 'null-prompt' }]);
    expect(model.requests).toHaveLength(1);
  },
);

test.runIf(program !== undefined)(
  'two stories take turns in one session of the real program: each has its own commit, and together they are what the model billed',
  async () => {
    cpSync('examples/parcel-office/stories/track-parcel.md', path.join(build.repository, 'stories/track-parcel.md'));
    build.commit();
    const turns = [...writes('weigh-parcel'), ...writes('track-parcel')];
    model = await scriptedModel(turns, build.lane('.shared-1'));
    const built = await build.xpar(['build', '--sessions', 'packed', '--json'], claudeKeys(model.url));
    expect(built.told('failed')).toEqual([]);
    expect(built.told('integrated').map(({ story }) => story)).toHaveLength(2);
    const { sessions, shared, totals } = await build.report();
    expect(sessions.map((one) => one.shared?.place)).toEqual([1, 2]);
    expect(billedOf(totals.spend!)).toEqual(model.billed);
    expect(billedOf(shared![0]!.spend)).toEqual(model.billed);
    const [, second] = sessions;
    expect(second!.floor.actual).toBeLessThan(sessions[0]!.peak.actual!);
  },
);

test.runIf(program !== undefined && codex !== undefined)(
  'Claude Code and Codex implement a story each, side by side, both land, and the ledger has what each provider billed',
  async () => {
    model = await scriptedModel(writes('weigh-parcel'), build.lane('weigh-parcel'));
    other = await scriptedModel(patches('track-parcel'), build.lane('track-parcel'));
    const command = scriptedCodex(codex!, other.url);
    const agents = { default: { kind: 'claude', command: [program!] }, money: { kind: 'codex', command } };
    build.configure({ agents, ...forCodex('track-parcel', '\ntype: money'), parallel: { stagger: '0s' } });
    build.commit();
    const built = await build.xpar(['build', '--json'], { ...claudeKeys(model.url), OPENAI_API_KEY: 'scripted-key' });
    expect(built.told('failed')).toEqual([]);
    const landed = built.told('integrated').map(({ story }) => story);
    expect(landed.toSorted()).toEqual(['track-parcel', 'weigh-parcel']);
    expect(built.code).toBe(0);
    const order = built.events.filter(
      ({ t, ...event }) => (t === 'started' || t === 'ended') && 'step' in event && event.step === 'implement',
    );
    expect(order.slice(0, 2).map(({ t }) => t)).toEqual(['started', 'started']);
    const report = await build.report();
    const spent = (agent: string): object => billedOf(report.sessions.find((session) => session.agent === agent)!.spend!);
    expect(spent('claude')).toEqual(model.billed);
    expect(spent('codex')).toEqual(other.billed);
    expect(build.git('status', '--short')).toBe('');
  },
);

test.runIf(codex !== undefined)(
  'Codex, interrupted by a person, goes on with its own thread in the next build, and each session has what it took itself',
  async () => {
    const [first, ...rest] = patches('weigh-parcel');
    const pause = { blocks: [{ text: 'thinking' }, { text: 'never' }], stalls: true } as const;
    model = await scriptedModel([first!, pause, ...rest], build.lane('weigh-parcel'));
    const agents = { default: { kind: 'codex', command: scriptedCodex(codex!, model.url) } };
    build.configure({ agents, ...forCodex('weigh-parcel', '') });
    build.commit();
    const keys = { OPENAI_API_KEY: 'scripted-key' };
    const going = build.start(['build', '--json'], keys);
    await expect.poll(() => model!.requests.length, { timeout: 60_000 }).toBe(2);
    going.process.kill('SIGINT');
    expect(await going.ended).toMatchObject({ code: 130 });
    const before = { ...model.billed };
    const built = await build.xpar(['build', '--json'], keys);
    expect(built).toMatchObject({ code: 0 });
    expect(built.told('integrated').map(({ story }) => story)).toEqual(['weigh-parcel']);
    expect(JSON.stringify(model.requests.at(-1))).toContain('You were interrupted.');
    const { sessions } = await build.report();
    expect(sessions.map(({ outcome }) => outcome)).toEqual(['stopped', 'completed']);
    const { input, cacheRead, output } = model.billed;
    const own = { input: input - before.input, cacheRead: cacheRead - before.cacheRead, output: output - before.output };
    expect(billedOf(sessions[1]!.spend!)).toEqual(own);
  },
);
