import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const outside = (name: string): string => path.join(workshop.root, name);
const pooled = (name: string): string => outside(`abacus.xpar/.pool-1/${name}`);
const setups = (): number =>
  existsSync(outside('setups')) ? readFileSync(outside('setups'), 'utf8').trim().split('\n').length : 0;

/** Counts the worktrees that are set up, the suite's aside. */
const setup = (): readonly (readonly string[])[] => [
  ['sh', '-c', `case "$PWD" in *.suite) ;; *) echo x >> "${outside('setups')}";; esac`],
];

beforeEach(() => {
  workshop.write('.gitignore', 'cache/\njunk\n');
  workshop.write('package-lock.json', '{}\n');
  workshop.configure({
    worktree: {
      pool: 1,
      keep: ['cache'],
      setup: setup(),
    },
    parallel: { jobs: 1, stagger: '0s' },
  });
  workshop.commit('A pool');
});

/** Leaves something in what git ignores, beside its work; gives what it found there. */
async function leaving(session: StagedSession): Promise<{ cache: boolean; junk: boolean }> {
  const at = (name: string): string => path.join(session.cwd, name);
  const found = { cache: existsSync(at('cache/built')), junk: existsSync(at('junk')) };
  await session.act({ do: 'write', path: at('cache/built'), text: 'slowly\n' });
  await session.act({ do: 'write', path: at('junk'), text: 'planted\n' });
  return found;
}

test("a finished lane's worktree serves the next: what is to be kept stands, nothing else does, and setup is not run again", async () => {
  const found: object[] = [];
  workshop.plays({
    add: async (session) => (found.push(await leaving(session)), GOOD.add(session)),
    double: async (session) => (found.push(await leaving(session)), GOOD.double(session)),
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect([existsSync(outside('abacus.xpar/add')), existsSync(pooled('cache/built')), setups()]).toEqual([false, true, 1]);
  expect(workshop.git('branch', '--list', 'xpar/add')).toBe('');
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  expect(found).toEqual([
    { cache: false, junk: false },
    { cache: true, junk: false },
  ]);
  expect(setups()).toBe(1);
});

test("within a run a lane takes over a finished one's worktree: as clean as a new one, set up anew, and gone at the end", async () => {
  workshop.configure({ worktree: { setup: setup() } });
  const [places, found] = [[] as number[], [] as object[]];
  const noted = (play: (typeof GOOD)['sum']) => async (session: StagedSession) => {
    places.push(statSync(session.cwd).ino);
    found.push(await leaving(session));
    return play(session);
  };
  workshop.plays({ add: noted(GOOD.add), sum: noted(GOOD.sum) });
  expect(await workshop.xpar('build', 'sum', '--json')).toMatchObject({ code: 0 });
  expect(places).toEqual([places[0], places[0]]);
  expect(found).toEqual(places.map(() => ({ cache: false, junk: false })));
  expect(setups()).toBe(2);
  expect(readdirSync(outside('abacus.xpar')).filter((name) => name !== '.suite')).toEqual([]);
});

test('another lockfile has setup run again', async () => {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  workshop.write('package-lock.json', '{ "other": true }\n');
  workshop.commit('Another lockfile');
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  expect(setups()).toBe(2);
});

test('one whose .git was tampered with is not kept, and one that was tampered with in the pool is not used', async () => {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  writeFileSync(pooled('.git'), `gitdir: ${path.join(workshop.repository, '.git')}\n`);
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
  expect(setups()).toBe(2);
  expect(workshop.git('status', '--porcelain')).toBe('');
});
