import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check, Repair } from '../../src/model/checkup.ts';
import { BAD_ADD, GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Examined {
  readonly checks: readonly (Check & { readonly reason?: string })[];
  readonly repair?: Repair;
}

async function doctor(...options: readonly string[]): Promise<Examined & { code: number | null }> {
  const ran = await workshop.xpar('doctor', ...options, '--json');
  return { ...ran.json<Examined>(), code: ran.code };
}

/** `add` at its second try, and `sum`, which needs it. */
async function buildOnce(): Promise<void> {
  workshop.plays({ ...GOOD, add: BAD_ADD, 'add#2': GOOD.add });
  expect(await workshop.xpar('build', 'sum', '--json')).toMatchObject({ code: 0 });
}

const builtOnce = madeOnce(workshop, buildOnce);

interface Ledger {
  readonly totals: { readonly sessions: number; readonly spend: object; readonly integrated: number };
}

async function ledger(): Promise<Ledger['totals']> {
  return (await workshop.xpar('report', '--json')).json<Ledger>().totals;
}

const journal = (): string => path.join(workshop.repository, '.xpar/journal.jsonl');
const lines = (): string[] => readFileSync(journal(), 'utf8').split('\n').slice(0, -1);

/** Spoils the lines that pass: one letter of each is another. */
function spoil(passes: (line: string) => boolean): Buffer {
  const spoilt = lines().map((line) => (passes(line) ? line.replace('"t":', '"T":') : line));
  writeFileSync(journal(), `${spoilt.join('\n')}\n`);
  return readFileSync(journal());
}

test('says what it finds, and that nothing is wrong', async () => {
  await builtOnce();
  const { checks, code } = await doctor();
  expect(code).toBe(0);
  expect(checks.filter(({ standing }) => standing !== 'fine')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['node', 'git', 'repository', 'base', 'integration', 'room', 'state', 'journal', 'lock']),
  );
  const text = await workshop.xpar('doctor');
  expect(text.stdout).toMatch(/^fine {3}journal +\d+ entries, all sound$/m);
});

test('creates nothing where xpar has never been', async () => {
  expect((await doctor()).code).toBe(0);
  expect(workshop.exists('.xpar')).toBe(false);
});

test('outside a repository says so', async () => {
  const ran = await workshop.xparWith({ cwd: '.' }, 'doctor');
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(/^wrong {2}repository {2}no git repository here$/m);
});

describe('a damaged journal', () => {
  test('is refused by builds, which name the way out; repaired, it has every token again and nothing is built twice', async () => {
    await builtOnce();
    const before = await ledger();
    const damaged = spoil((line) => /"t":"(session|integrated)"/.test(line));
    const refused = await workshop.xpar('build');
    expect(refused).toMatchObject({ code: 2, refusals: ['state-damaged'] });
    expect(refused.stderr).toContain('xpar doctor --repair');
    expect((await doctor()).checks.filter(({ standing }) => standing === 'wrong').map(({ reason }) => reason)).toEqual([
      'state-damaged',
    ]);
    expect((await doctor()).code).toBe(1);
    const { repair, code } = await doctor('--repair');
    expect(code).toBe(0);
    expect(repair).toMatchObject({ replayedSessions: 3, landings: ['add', 'sum'], trailerSessions: 0 });
    expect(readFileSync(repair!.kept!)).toEqual(damaged);
    expect(await ledger()).toEqual(before);
    const next = await workshop.xpar('build', 'sum', '--json');
    expect([next.code, next.told('started')]).toEqual([0, []]);
    expect((await workshop.xpar('doctor', '--repair')).stdout).toMatch(/^Nothing to repair\.$/m);
  });

  test('of nothing but noise is kept, and rebuilt from trailers where sessions left nothing', async () => {
    await builtOnce();
    const { spend, integrated } = await ledger();
    rmSync(path.join(workshop.repository, '.xpar/lanes'), { recursive: true });
    writeFileSync(journal(), Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a]));
    const ran = await workshop.xpar('doctor', '--repair');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^2 lines of the journal could not be read: 1-2$/m);
    expect(ran.stdout).toMatch(/^recovered: 2 landings from git: add, sum$/m);
    expect(ran.stdout).toMatch(/^recovered: 2 sessions from the trailers of landings$/m);
    expect(ran.stdout).toMatch(/^not recovered: /m);
    expect(await ledger()).toMatchObject({ spend, integrated, sessions: 2 });
    expect(await workshop.xpar('build', 'sum', '--json')).toMatchObject({ code: 0 });
  });

  test('of a newer xpar is refused and left as it is', async () => {
    await builtOnce();
    const damaged = spoil((line) => line.includes('"t":"done"'));
    workshop.write('.xpar/version', '99\n');
    expect(await workshop.xpar('doctor', '--repair')).toMatchObject({ code: 2, refusals: ['state-newer'] });
    expect(readFileSync(journal())).toEqual(damaged);
  });

  test('and a repair killed anywhere: the next one comes to the same', { timeout: 120_000 }, async () => {
    await builtOnce();
    const before = await ledger();
    const damaged = spoil((line) => /"t":"(session|done)"/.test(line));
    const counted = await workshop.xparWith({ env: { XPAR_FAILPOINT: '0' } }, 'doctor', '--repair');
    const points = [...counted.stderr.matchAll(/^failpoint (\d+) /gm)].map(([, point]) => point!);
    expect(points.length).toBeGreaterThan(6);
    const chosen = process.env['XPAR_SWEEP'] === 'all' ? points : points.filter((_, at) => at % 2 === 0);
    for (const point of chosen) {
      writeFileSync(journal(), damaged);
      const killed = await workshop.xparWith({ env: { XPAR_FAILPOINT: point } }, 'doctor', '--repair');
      expect(killed.signal).toBe('SIGKILL');
      expect((await doctor('--repair')).code).toBe(0);
      expect(await ledger()).toEqual(before);
    }
    const kept = readdirSync(path.dirname(journal())).filter((name) => name.endsWith('.damaged.jsonl'));
    expect(kept.map((name) => readFileSync(path.join(path.dirname(journal()), name)))).toEqual([damaged]);
  });
});

test('a lost ledger is entered again from git on request, not by itself', async () => {
  await builtOnce();
  const { spend, integrated } = await ledger();
  rmSync(path.join(workshop.repository, '.xpar'), { recursive: true });
  expect(await workshop.xpar('build', 'sum', '--json')).toMatchObject({ code: 0 });
  expect(workshop.exists('.xpar')).toBe(false);
  const { checks } = await doctor();
  expect(checks.find(({ name }) => name === 'state')?.found).toBe('none yet');
  expect((await doctor('--repair')).repair).toMatchObject({ landings: ['add', 'sum'], trailerSessions: 2 });
  expect(await ledger()).toMatchObject({ spend, integrated });
});

test('landings whose trailers a squash lost are told, with what to do', async () => {
  await builtOnce();
  workshop.git('branch', '-D', 'xpar/integration');
  const { checks, code } = await doctor();
  expect(code).toBe(0);
  const lost = checks.filter(({ name }) => name === 'trailers lost');
  expect(lost.map(({ found }) => found.split(' ')[0])).toEqual(['add', 'sum']);
  expect(lost[0]!.hint).toContain('xpar build -t add');
});

test('temporary files of writers that are dead are removed, those of the living are not', async () => {
  await builtOnce();
  const dead = '.tokens.json.4194300-0123456789ab.tmp';
  const living = `.add.md.${process.pid}-0123456789ab.tmp`;
  for (const name of ['.xpar', '.xpar/lanes/add', 'stories', 'adr'].flatMap((folder) => [
    `${folder}/${dead}`,
    `${folder}/${living}`,
  ]))
    workshop.write(name, 'half of it');
  const ran = await workshop.start(['doctor', '--json']).ended;
  const { checks } = ran.json<Examined>();
  expect(checks.find(({ name }) => name === 'temporary files')?.found).toBe('4 left by killed writes, removed');
  expect(workshop.exists(`.xpar/lanes/add/${dead}`)).toBe(false);
  expect(workshop.exists(`stories/${living}`)).toBe(true);
  for (const folder of ['stories', 'adr']) rmSync(path.join(workshop.repository, folder, living));
});
