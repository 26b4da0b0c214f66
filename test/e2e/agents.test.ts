import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { idles } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Stage {
  readonly kind: string;
  readonly command: readonly string[];
  readonly env: readonly string[];
}

/** The configured default agent, with more said about it. */
function configureAgent(more: Partial<Stage>): void {
  const { agents } = JSON.parse(workshop.read('xpar.config.json')) as { agents: { default: Stage } };
  workshop.configure({ agents: { default: { ...agents.default, ...more } } });
}

test('the environment of agents and gates holds what is listed for each, and no secret beside it', async () => {
  configureAgent({ env: ['XPAR_STAGE_PORT', 'FOR_AGENT'] });
  const [seen, judged] = [path.join(workshop.root, 'agent.env'), path.join(workshop.root, 'gate.env')];
  workshop.configure({
    gates: [{ name: 'checks', command: ['sh', '-c', `env > '${judged}' && node check.mjs`] }],
    gateEnv: ['FOR_GATE'],
  });
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'run', argv: ['sh', '-c', `env > '${seen}'`] });
      await GOOD.add(session);
    },
  });
  const env = {
    FOR_AGENT: 'agent-word',
    FOR_GATE: 'gate-word',
    SECRET_TOKEN: 'hush-hush',
    GIT_DIR: '/nowhere',
    NODE_OPTIONS: '--no-warnings',
  };
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  const [agent, gate] = [readFileSync(seen, 'utf8'), readFileSync(judged, 'utf8')];
  expect(agent).toContain('FOR_AGENT=agent-word');
  expect(gate).toContain('FOR_GATE=gate-word');
  expect(agent).toMatch(/^XPAR_STORY=add$/m);
  for (const word of ['hush-hush', 'GIT_DIR', 'NODE_OPTIONS']) expect(agent + gate).not.toContain(word);
  expect(agent).not.toContain('gate-word');
  expect(gate).not.toContain('agent-word');
});

test('an agent that exits with 0 and did nothing has failed; when its tries are used up a person is asked', async () => {
  workshop.plays({ add: idles, 'add#2': idles, 'add#3': idles });
  const first = await workshop.xpar('build', 'add', '--json');
  expect(first).toMatchObject({ code: 1 });
  expect(first.told('retrying').map(({ attempt, of }) => [attempt, of])).toEqual([
    [2, 3],
    [3, 3],
  ]);
  expect(first.told('failed')).toMatchObject([{ story: 'add', finding: { problem: { reason: 'nothing-done' } } }]);
  const second = await workshop.xpar('build', 'add', '--json');
  expect(second).toMatchObject({ code: 1 });
  expect(second.told('started')).toEqual([]);
  const why = (await workshop.xpar('why', 'add:implement', '--json')).json<{
    stories: { decisions: { implement: unknown } }[];
  }>();
  expect(why.stories[0]!.decisions.implement).toMatchObject({
    state: 'held',
    reason: { code: 'attempts-used', attempts: 3, problem: { reason: 'nothing-done' } },
  });
  expect((await workshop.xpar('why', 'add')).stdout).toContain('xpar retry add');
  expect(await workshop.xpar('retry', 'add')).toMatchObject({ code: 0 });
  await workshop.newStage();
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('an agent that is not installed is told before anything is started', async () => {
  configureAgent({ command: ['no-such-agent'] });
  const refused = await workshop.xpar('build');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('agent-unusable');
  expect(refused.stderr).toContain('no-such-agent');
  expect(workshop.exists('.xpar')).toBe(false);
  expect(workshop.git('branch', '--format=%(refname:short)')).toBe('main');
});

test('an agent that fails is told with its exit code, and its last words', async () => {
  workshop.configure({ retries: 1 });
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'run', argv: ['sh', '-c', 'echo out of ideas >&2'] });
      return 3;
    },
  });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    { finding: { problem: { reason: 'agent-ended', outcome: 'failed', detail: 'exit code 3: out of ideas' } } },
  ]);
});

test('an agent that hangs is stopped at the idle limit, whatever signals it ignores', async () => {
  workshop.configure({ retries: 1, timeouts: { idle: '1s' } });
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await session.act({ do: 'go-deaf' });
  await session.gone;
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    { finding: { problem: { reason: 'agent-ended', outcome: 'stopped', detail: 'stopped after 1 s without a sign of life' } } },
  ]);
});

test('an agent that prints without end fills no disk', async () => {
  const flood =
    "const line = 'x'.repeat(1023) + '\\n'; for (let i = 0; i < 200 * 1024; i++) require('node:fs').writeSync(1, line);";
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'run', argv: [process.execPath, '-e', flood] });
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(statSync(path.join(workshop.repository, '.xpar/lanes/add/1/agent.log')).size).toBeLessThan(65 * 1024 * 1024);
});

test('an agent that commits, stages and leaves a mess still leaves one commit on the base', async () => {
  workshop.plays({
    add: async (session) => {
      await GOOD.add(session);
      for (const command of [
        'git add src',
        'git commit --quiet -m mine',
        'git checkout --quiet --detach',
        'touch "$(git rev-parse --git-dir)/index.lock"',
      ])
        await session.act({ do: 'run', argv: ['sh', '-c', command] });
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(workshop.git('log', '--format=%s', 'main..xpar/integration^2')).toBe('Add two numbers');
  expect(workshop.git('diff', '--name-only', 'main', 'xpar/integration')).toBe('checks/add.mjs\nsrc/add.mjs');
});

test('an agent of another model than the story is budgeted for is stopped and refused', async () => {
  workshop.configure({
    agents: {
      default: { kind: 'claude', command: [process.execPath, path.join(import.meta.dirname, '../rig/other-model.mjs')] },
    },
  });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    { finding: { problem: { reason: 'model-refused', budgeted: 'claude-sonnet-4-6', asked: 'claude-haiku-4-5' } } },
  ]);
  expect(ran.told('retrying')).toEqual([]);
});

test('an agent that finds a contract wrong is heard while it works', async () => {
  const drift = { type: 'drift', adr: 'ADR-1', note: 'halves are wanted' };
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'tell', event: drift });
      await session.gone;
    },
  });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran.told('drift')).toMatchObject([{ story: 'add', adr: 'ADR-1', note: 'halves are wanted' }]);
});

test('what an agent told and git does not bear out is told, and stands in its handoff', async () => {
  workshop.plays({
    add: async (session) => {
      for (const file of ['src/add.mjs', 'checks/add.mjs', 'src/promised.mjs'])
        await session.act({ do: 'tell', event: { type: 'edit', path: file } });
      await GOOD.add(session);
    },
  });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  const differences = ['it told of editing src/promised.mjs, which is as it was'];
  expect(ran.told('problem').map(({ finding }) => finding)).toMatchObject([
    { severity: 'note', problem: { reason: 'handoff-differs', story: 'add', differences } },
  ]);
  expect(JSON.parse(workshop.read('.xpar/lanes/add/1/handoff.json'))).toMatchObject({ differences });
});

test('retry forgets the failures of a story, and has nothing to do where there are none', async () => {
  expect(await workshop.xpar('retry', 'add')).toMatchObject({ code: 0, stdout: 'add has no failed attempts to forget\n' });
  expect(await workshop.xpar('retry', 'add:gate')).toMatchObject({ code: 2, stdout: '', refusals: ['bad-argument'] });
  expect(await workshop.xpar('retry', 'ad')).toMatchObject({ code: 2, stdout: '', refusals: ['unknown-target'] });
  expect(workshop.exists('.xpar')).toBe(false);
});
