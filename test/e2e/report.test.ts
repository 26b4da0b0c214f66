import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { packagesLoaded } from '../rig/packages-loaded.ts';
import { tagsOf } from '../rig/page-parts.ts';
import { threeWeeks } from '../rig/three-weeks.ts';
import { withLedger } from '../rig/with-ledger.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Report {
  readonly project: { readonly name: string; readonly sharedSessions: number };
  readonly sessions: readonly { readonly story: string; readonly integrated: boolean }[];
  readonly adrs: readonly {
    readonly adr: string;
    readonly weightTokens: number;
    readonly stories: number;
    readonly taxTokens: number;
  }[];
  readonly velocity: readonly { readonly per: string; readonly key: string; readonly stories: number }[];
  readonly stories: readonly { readonly id: string; readonly state: string; readonly dependsOn: readonly string[] }[];
  readonly flow: {
    readonly gates: { readonly of: number; readonly share: number };
    readonly cycle: { readonly n: number };
    readonly speedup: number;
  };
  readonly live: readonly { readonly story: string; readonly contexts: readonly number[] }[];
  readonly trends: readonly { readonly next?: { readonly samples: number } }[];
}

const report = async (...args: readonly string[]): Promise<Report> =>
  (await workshop.xpar('report', '--json', ...args)).json<Report>();
const iterations = ({ velocity }: Report): readonly string[] =>
  velocity.filter(({ per }) => per === 'iteration').map(({ key, stories }) => `${key} ${stories}`);

test('after a build every form tells the same of it', async () => {
  workshop.plays({ 'add#1': async () => 1, 'add#2': GOOD.add, double: GOOD.double });
  expect(await workshop.xpar('build', 'add', 'double')).toMatchObject({ code: 0 });
  const seen = await report();
  expect(seen.sessions.map(({ story, integrated }) => `${story} ${integrated}`).toSorted()).toEqual([
    'add false',
    'add true',
    'double true',
  ]);
  expect(Object.fromEntries(seen.stories.map(({ id, state }) => [id, state]))).toEqual({
    add: 'integrated',
    double: 'integrated',
    sum: 'to do',
  });
  expect(seen.flow).toMatchObject({ gates: { of: 2, share: 1 }, cycle: { n: 2 } });
  // Whatever it took, what ran is never less than the time in which it did.
  expect(seen.flow.speedup).toBeGreaterThanOrEqual(1);
  for (const { weightTokens, stories, taxTokens } of seen.adrs) {
    expect(weightTokens).toBeGreaterThan(50);
    expect(taxTokens).toBe(weightTokens * stories);
  }
  const text = await workshop.xpar('report');
  for (const section of ['Stories', 'Calibration', 'Multiplier', 'Smart zone', 'ADR tax', 'Velocity', 'Base', 'Flow', 'Total'])
    expect(text.stdout).toMatch(new RegExp(`^${section}`, 'm'));
  expect(text.stdout).toContain('Too early to tell');
  const csv = await workshop.xpar('report', '--csv');
  expect(csv.stdout.trimEnd().split('\n')).toHaveLength(4);
  expect(await workshop.xpar('report', '--html', '../out/report.html')).toMatchObject({ code: 0, stdout: '' });
  expect(workshop.read('../out/report.html')).toContain('>double</text>');
});

test('the page of three weeks is whole, in a file or on standard output, and may be written again', async () => {
  withLedger(workshop);
  expect(await workshop.xpar('report', '--html', '../report.html')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '../report.html written: open it in any browser\n',
  });
  expect(tagsOf(workshop.read('../report.html')).filter(({ name }) => name === 'svg').length).toBeGreaterThan(10);
  expect(await workshop.xpar('report', '--html', '../report.html')).toMatchObject({ code: 0 });
  const out = await workshop.xpar('report', '--html', '-');
  expect(out.stdout).toMatch(/^<!doctype html>/);
});

test('where nothing has run, every form says so or is empty, and none fails', async () => {
  expect((await workshop.xpar('report')).stdout).toBe(
    'No session has run yet.\n  hint: xpar plan shows what would run, xpar build runs it\n',
  );
  expect((await report()).sessions).toEqual([]);
  expect((await workshop.xpar('report', '--csv', 'velocity')).stdout).toBe('per,key,stories,estimated,burn,yield,load_factor\n');
  expect((await workshop.xpar('report', '--html', '-')).stdout).toContain('No session has run yet');
  expect(workshop.exists('.xpar')).toBe(false);
});

test('a file that is no page of ours, a folder, and a place that cannot be written are refused', async () => {
  withLedger(workshop);
  const html = (file: string) => workshop.xpar('report', '--html', file);
  const before = workshop.read('AGENTS.md');
  expect(await html('AGENTS.md')).toMatchObject({ code: 2, refusals: ['file-exists'] });
  expect(workshop.read('AGENTS.md')).toBe(before);
  workshop.write('notes.md', 'A page begins with `<!-- xpar report -->`.\n');
  expect(await html('notes.md')).toMatchObject({ code: 2, refusals: ['file-exists'] });
  expect(await html('src')).toMatchObject({ code: 2, refusals: ['not-writable'] });
  expect(await html('AGENTS.md/x.html')).toMatchObject({ code: 2, refusals: ['not-writable'] });
  expect(await html('')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('report', '--json', '--csv')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect((await workshop.xpar('report', '--htlm', 'x')).code).toBe(2);
});

test('beside a running build it shows the sessions under way', async () => {
  const going = workshop.start(['build', 'add', '--json']);
  const agent = await workshop.stage.session('add');
  const usage = (id: string, context: number) => ({ type: 'usage', id, input: context, output: 10, context });
  await agent.act({ do: 'tell', event: usage('a', 3_000) });
  await agent.act({ do: 'tell', event: usage('b', 4_500) });
  await going.event((event) => event.t === 'usage' && event.contextTokens >= 4_500);
  const { live, stories } = await report();
  expect(live).toMatchObject([{ story: 'add', attempt: 1, contexts: [3_000, 4_500] }]);
  expect(stories.find(({ id }) => id === 'add')).toMatchObject({ state: 'running' });
  await GOOD.add(agent);
  await agent.exit(0);
  await going.ended;
  expect((await report()).live).toEqual([]);
});

test('--since keeps what came after', async () => {
  withLedger(workshop);
  expect((await report()).sessions).toHaveLength(60);
  const late = await report('--since', '2026-11-16');
  expect(late.sessions.length).toBeGreaterThan(5);
  expect(late.sessions.length).toBeLessThan(30);
  expect((await workshop.xpar('report', '--since', '2099-01-01')).stdout).toContain('has run since 2099-01-01');
});

describe('iterations', () => {
  test('are cut by a person, each name once', async () => {
    workshop.plays({ add: GOOD.add, double: GOOD.double });
    await workshop.xpar('build', 'add');
    expect(await workshop.xpar('report', '--iteration', 'walls')).toMatchObject({ code: 0, stdout: '' });
    await workshop.xpar('build', 'double');
    expect(iterations(await report())).toEqual(['walls 1', 'now 1']);
    expect(await workshop.xpar('report', '--iteration', 'walls')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  });

  test('come by date where `report.iterations` says so, and cannot be cut then', async () => {
    withLedger(workshop);
    expect(iterations(await report())).toEqual([]);
    workshop.configure({ report: { iterations: { from: '2026-11-02', days: 7 } } });
    expect(iterations(await report()).map((row) => row.replace(/ \d+$/, ''))).toEqual([
      'iteration 1',
      'iteration 2',
      'iteration 3',
    ]);
    workshop.configure({ report: { iterations: { from: '2026-11-09', days: 30 } } });
    expect(iterations(await report()).map((row) => row.replace(/ \d+$/, ''))).toEqual(['before', 'iteration 1']);
    expect(await workshop.xpar('report', '--iteration', 'x')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  });
});

describe('a shared ledger', () => {
  const share = () => workshop.xpar('report', '--share');

  test('needs a folder in the config, and says which key', async () => {
    const refused = await share();
    expect(refused).toMatchObject({ code: 2, refusals: ['not-shared'] });
    expect(refused.stderr).toContain('`report.shared`');
  });

  test('teaches another clone, merges without a conflict, and counts nothing twice', async () => {
    workshop.configure({ report: { shared: 'ledger' } });
    workshop.commit('share what is learned');
    const entries = threeWeeks(30).map((entry) =>
      entry.t === 'session' ? { ...entry, session: { ...entry.session, agent: 'command' } } : entry,
    );
    withLedger(workshop, entries);
    const [planBefore, alone] = [await plannedP80(), await report()];
    expect(await share()).toMatchObject({ code: 0, stdout: '' });
    expect((await share()).stderr).toMatch(/^0 new files in ledger, \d+ there already\n$/);
    expect((await report()).sessions).toHaveLength(30);
    workshop.commit('what I learned');

    // Another person, in a clone from before, with sessions of their own.
    workshop.git('switch', '--quiet', '-c', 'theirs', 'HEAD~1');
    const theirs = entries.flatMap((entry) => ('run' in entry ? [{ ...entry, run: `${entry.run}-theirs` }] : []));
    withLedger(workshop, theirs);
    expect(await share()).toMatchObject({ code: 0 });
    workshop.commit('what they learned');
    workshop.git('merge', '--quiet', '--no-edit', 'main');
    const both = await report();
    expect(both.sessions).toHaveLength(60);
    expect(both.project.sharedSessions).toBe(30);
    expect(both.trends[0]!.next!.samples).toBeGreaterThan(alone.trends[0]!.next!.samples);
    expect(await workshop.xpar('lint')).toMatchObject({ refusals: [] });

    // A third with no ledger at all forecasts as they do.
    withLedger(workshop, []);
    expect((await report()).project.sharedSessions).toBe(60);
    expect(await plannedP80()).not.toEqual(planBefore);
  });

  async function plannedP80(): Promise<readonly (number | undefined)[]> {
    const plan = (await workshop.xpar('plan', '--json')).json<{ stories: { forecast?: { workingP80Tokens: number } }[] }>();
    return plan.stories.map(({ forecast }) => forecast?.workingP80Tokens);
  }

  test('says which file is not what was written, and goes on without it', async () => {
    workshop.configure({ report: { shared: 'ledger' } });
    workshop.write('ledger/0123456789abcdef0123.json', '{"t":"session"}\n');
    const linted = await workshop.xpar('lint', '--format', 'json');
    expect(linted.stdout).toContain('shared-damaged');
    expect((await report()).project.sharedSessions).toBe(0);
  });

  test('that grows leaves a build up to date', async () => {
    workshop.configure({ report: { shared: 'ledger' } });
    workshop.plays(GOOD);
    expect(await workshop.xpar('build')).toMatchObject({ code: 0 });
    await share();
    expect(await workshop.xpar('-q')).toMatchObject({ code: 0 });
  });
});

test('the page and the export are loaded only where they are asked for', async () => {
  withLedger(workshop);
  const loaded = async (...args: readonly string[]): Promise<string> => {
    const { ran, files } = await packagesLoaded(workshop, ...args);
    expect(ran).toMatchObject({ code: 0 });
    return files.join(' ');
  };
  expect(await loaded('report', '--html', '-')).toMatch(/chunks\/page-/);
  expect(await loaded('report')).not.toMatch(/chunks\/(?:page|send-report)-/);
  expect(await loaded('plan')).not.toMatch(/chunks\/(?:page|send-report|report-facts|report|share-ledger)-/);
});
