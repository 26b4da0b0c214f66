import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { writes } from '../rig/plays.ts';
import type { Going, Ran } from '../rig/xpar-cli.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** A command that tells it has begun, and then does not end while the door is shut; behind the door runs what follows. */
function door(name: string): { command: readonly string[]; reached(): Promise<void>; open(): void } {
  const [begun, opened] = [path.join(workshop.root, `${name}.begun`), path.join(workshop.root, `${name}.open`)];
  const script = `[ -e "${opened}" ] || { : > "${begun}"; sleep 600; }; node check.mjs`;
  return {
    command: ['sh', '-c', script],
    async reached() {
      await expect.poll(() => existsSync(begun), { timeout: 30_000 }).toBe(true);
    },
    open: () => writeFileSync(opened, ''),
  };
}

async function interrupted(build: Going): Promise<void> {
  build.process.kill('SIGINT');
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 130, signal: null });
  expect(ran.told('stopping')).toMatchObject([{ signal: 'SIGINT', times: 1 }]);
  expect(ran.events.at(-1)).toMatchObject({ t: 'run-ended', exit: 130 });
  expect(workshop.leftovers()).toEqual([]);
  expect(workshop.git('fsck', '--no-dangling')).toBe('');
}

async function goesOn(): Promise<Ran> {
  await workshop.newStage();
  workshop.plays(GOOD);
  const next = await workshop.xpar('build', 'add', '--json');
  expect(next).toMatchObject({ code: 0 });
  expect(
    workshop.git('log', '--format=%(trailers:key=Xpar-Story,valueonly)', '--first-parent', 'main..xpar/integration').trim(),
  ).toBe('add');
  return next;
}

describe('ctrl-C', () => {
  test('while a worktree is set up stops everything; the next build goes on', async () => {
    const setup = door('setup');
    workshop.configure({ worktree: { setup: [setup.command] } });
    const build = workshop.start(['build', 'add', '--json']);
    await setup.reached();
    await interrupted(build);
    setup.open();
    expect(await goesOn()).toMatchObject({ code: 0 });
  });

  test('while an agent works uses up no attempt, and keeps what the agent left', async () => {
    workshop.configure({ retries: 1 });
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await session.act({ do: 'go-deaf' });
    await writes({ 'src/add.mjs': 'half a thought\n' })(session);
    await interrupted(build);
    await session.gone;
    const next = await goesOn();
    expect(next.told('started').map(({ step }) => step)).toContain('implement');
    const kept = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup/add').split('\n')[0]!;
    expect(workshop.git('show', `${kept}:src/add.mjs`)).toBe('half a thought');
  });

  test('while a gate runs keeps the work: no agent is started again', async () => {
    const gate = door('gate');
    workshop.configure({ gates: [{ name: 'checks', command: gate.command }] });
    workshop.plays(GOOD);
    const build = workshop.start(['build', 'add', '--json']);
    await gate.reached();
    await interrupted(build);
    gate.open();
    const next = await goesOn();
    expect(next.told('started').map(({ step }) => step)).toEqual(['gate', 'integrate']);
    expect(workshop.stage.begun).toEqual([]);
  });

  test('while the suite runs leaves the integration branch as it was', async () => {
    await gatedBeforeDouble();
    const suite = door('suite');
    const script = `case "$PWD" in *.suite) ${suite.command[2]};; *) node check.mjs;; esac`;
    workshop.configure({ gates: [{ name: 'checks', command: ['sh', '-c', script] }] });
    const tip = workshop.git('rev-parse', 'xpar/integration');
    const build = workshop.start(['build', 'add', '--json']);
    await suite.reached();
    await interrupted(build);
    expect(workshop.git('rev-parse', 'xpar/integration')).toBe(tip);
    suite.open();
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  });
});

/** `add` is implemented, and `double` landed meanwhile: what `add` will be merged into is a tree that nobody has judged. */
async function gatedBeforeDouble(): Promise<void> {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add:implement', '--json')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
}

async function killed(build: Going): Promise<void> {
  build.process.kill('SIGKILL');
  expect((await build.ended).signal).toBe('SIGKILL');
}

/** Sessions of the ledger, with billed tokens where they are known. */
async function spends(): Promise<readonly { outcome: string; spend?: number }[]> {
  const { sessions } = (await workshop.xpar('report', '--json')).json<{
    sessions: { outcome: string; spend?: { input: number; cacheWrite: number; output: number } }[];
  }>();
  return sessions.map(({ outcome, spend }) => ({
    outcome,
    ...(spend === undefined ? {} : { spend: spend.input + spend.cacheWrite + spend.output }),
  }));
}

describe('kill -9', () => {
  test('while an agent works ends the agent too; the next build finishes and integrates once', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await writes({ 'src/add.mjs': 'half a thought\n' })(session);
    await killed(build);
    await session.gone;
    expect(await goesOn()).toMatchObject({ code: 0 });
  });

  test('while an agent works loses nothing of what it had used: it is in the ledger, once, and said', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await writes({ 'src/add.mjs': 'half a thought\n' })(session);
    await killed(build);
    await session.gone;
    const next = await goesOn();
    const cut = { reason: 'session-cut', story: 'add', requests: 1, tokens: 2100 };
    expect(next.told('problem').map(({ finding }) => finding.problem)).toEqual([
      expect.objectContaining({ reason: 'lock-reclaimed', story: 'add' }),
      cut,
    ]);
    expect(await spends()).toEqual([
      { outcome: 'crashed', spend: 2100 },
      { outcome: 'completed', spend: 2100 },
    ]);
  });

  test('of an agent that told nothing leaves its spend unknown, not nothing', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await killed(build);
    await session.gone;
    const next = await goesOn();
    expect(next.told('problem').map(({ finding }) => finding.problem)).toEqual([
      expect.objectContaining({ reason: 'lock-reclaimed', story: 'add' }),
      { reason: 'session-cut', story: 'add', requests: 0 },
    ]);
    expect(await spends()).toEqual([{ outcome: 'crashed' }, { outcome: 'completed', spend: 2100 }]);
  });

  test('leaves a session to be entered even where there is nothing to build', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await writes({})(session);
    await killed(build);
    await session.gone;
    workshop.edit('stories/add.md', (text) => text.replace('status: ready', 'status: dropped'));
    const next = await workshop.xpar('build', 'add', '--json');
    expect(next.told('problem')).toHaveLength(1);
    expect(await spends()).toEqual([{ outcome: 'crashed', spend: 2100 }]);
    expect((await workshop.xpar('build', 'add', '--json')).told('problem')).toEqual([]);
  });
});

describe('kill -9, after the session,', () => {
  test('while a gate runs costs that gate alone', async () => {
    const gate = door('gate');
    workshop.configure({ gates: [{ name: 'checks', command: gate.command }] });
    workshop.plays(GOOD);
    const build = workshop.start(['build', 'add', '--json']);
    await gate.reached();
    await killed(build);
    gate.open();
    const next = await goesOn();
    expect(next.told('started').map(({ step }) => step)).toEqual(['gate', 'integrate']);
  });

  test('in the middle of a line of the journal costs that line: it is dropped, and said', async () => {
    workshop.plays(GOOD);
    await workshop.xpar('build', 'add:gate', '--json');
    const journal = path.join(workshop.repository, '.xpar/journal.jsonl');
    appendFileSync(journal, '0123abcd {"t":"sta');
    const next = await workshop.xpar('build', 'add');
    expect(next.code).toBe(0);
    expect(next.stderr).toContain('state-torn');
    expect((await workshop.xpar('build', 'add')).stderr).not.toContain('state-torn');
    expect(workshop.stage.begun).toEqual(['add#1']);
  });
});

test('state that is damaged, or of a newer xpar, is refused and left as it is', async () => {
  workshop.plays(GOOD);
  await workshop.xpar('build', 'add', '--json');
  const journal = workshop.read('.xpar/journal.jsonl');
  const damaged = journal.replace('"t":"done"', '"t":"dome"');
  workshop.write('.xpar/journal.jsonl', damaged);
  const refused = await workshop.xpar('build', 'double');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('state-damaged');
  expect(workshop.read('.xpar/journal.jsonl')).toBe(damaged);
  workshop.write('.xpar/journal.jsonl', journal);
  workshop.write('.xpar/version', '99\n');
  const newer = await workshop.xpar('build', 'double');
  expect(newer.code).toBe(2);
  expect(newer.stderr).toContain('state-newer');
  workshop.write('.xpar/version', '1\n');
  workshop.plays({ double: GOOD.double });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
});
