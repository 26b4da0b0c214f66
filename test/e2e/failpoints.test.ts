import { beforeAll, expect, inject, test } from 'vitest';
import { faultsAt, runsAhead } from '../rig/crash-faults.ts';
import { openCrashSite, pointsOf, type CrashSite } from '../rig/crash-site.ts';
import { mutatedBuild, type Mutation } from '../rig/mutated-build.ts';

const AT_ONCE = 2;
const SPREAD = 5;
const MINUTES = 60_000;

/** Failpoints of a whole build, the first being number 1, and the tree that it integrates. */
interface Reference {
  readonly points: readonly string[];
  readonly tree: string;
}

let reference: Reference;

beforeAll(async () => {
  reference = await undisturbed();
});

async function undisturbed(bin?: string): Promise<Reference> {
  return at(async (site) => {
    const points = await pointsOf(site);
    const tree = site.workshop.git('rev-parse', 'xpar/integration^{tree}');
    expect(faultsAt(site, tree)).toEqual([]);
    expect(site.starts()).toEqual(['add', 'add', 'sum']);
    return { points, tree };
  }, bin);
}

async function at<T>(work: (site: CrashSite) => Promise<T>, bin?: string): Promise<T> {
  const site = await openCrashSite(inject('abacus'), bin);
  try {
    return await work(site);
  } finally {
    await site.workshop.close();
  }
}

/** Killed at the failpoint, ended by a second build, and looked at by a third: everything that is wrong then. */
function faultsAfter(failpoint: string, bin?: string): Promise<readonly string[]> {
  return at(async (site) => {
    const killed = await site.build(failpoint);
    if (killed.signal !== 'SIGKILL') return [`it was not killed, but ended with ${killed.code}`];
    const ahead = runsAhead(site);
    const second = await site.build();
    if (second.code !== 0) return [`the next build ended with ${second.code}: ${second.stderr}`];
    const third = await site.build();
    const idle = third.code === 0 && third.told('started').length === 0;
    return [...ahead, ...(idle ? [] : ['the third build found something to do']), ...faultsAt(site, reference.tree)];
  }, bin);
}

/** Faults by failpoint, of those that have any; a few at a time. */
async function sweep(failpoints: readonly string[], bin?: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const left = [...failpoints];
  const found: Record<string, readonly string[]> = {};
  async function worker(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const faults = await faultsAfter(next, bin);
      if (faults.length > 0) found[`${next} ${reference.points[Number.parseInt(next) - 1]}`] = faults;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

/** Every point, and once more with half a line written where one is appended. */
function allFailpoints({ points }: Reference): readonly string[] {
  return points.flatMap((name, index) =>
    name.startsWith('before append') ? [`${index + 1}`, `${index + 1}:half`] : [`${index + 1}`],
  );
}

/** From just before the last story's landing to where it is settled. */
function aroundTheLanding({ points }: Reference): readonly string[] {
  const landing = points.lastIndexOf('before updateRef refs/heads/xpar/integration') + 1;
  return [landing, landing + 1, landing + 3, landing + 5, landing + 7].map(String);
}

function chosen(of: Reference): readonly string[] {
  const all = allFailpoints(of);
  if (process.env['XPAR_SWEEP'] === 'all') return all;
  const spread = all.filter((_, index) => index % Math.ceil(all.length / SPREAD) === 0);
  return [...new Set([...spread, ...aroundTheLanding(of)])];
}

test(
  'a build killed at any failpoint loses nothing, and the next one ends where an undisturbed one would',
  { timeout: 20 * MINUTES },
  async () => {
    const failpoints = chosen(reference);
    expect(failpoints.length).toBeGreaterThan(SPREAD);
    expect(await sweep(failpoints)).toEqual({});
  },
);

/** The point right after a session's entry in the journal, before anything was made of its work. */
function afterASession({ points }: Reference): string {
  const at = points.findIndex(
    (name, index) => name.startsWith('after append') && points[index + 1]?.startsWith('before commitWorktree'),
  );
  expect(at).toBeGreaterThan(0);
  return String(at + 1);
}

test('a session that was over when its build was killed is not paid for again: its work is taken up', { timeout: MINUTES }, () =>
  at(async (site) => {
    await site.build(afterASession(reference));
    expect(site.starts()).toEqual(['add']);
    const next = await site.build();
    expect(next.code).toBe(0);
    expect(next.told('problem').map(({ finding }) => finding.problem)).toEqual([
      expect.objectContaining({ reason: 'lock-reclaimed', story: 'add' }),
      { reason: 'work-adopted', story: 'add' },
    ]);
    expect(site.starts()).toEqual(['add', 'add', 'sum']);
    expect(faultsAt(site, reference.tree)).toEqual([]);
  }),
);

test(
  'a build killed while it makes up for a killed one: each session is still in the ledger once',
  { timeout: 5 * MINUTES },
  async () => {
    const cut = String(Number(afterASession(reference)) - 1);
    const recovering = await at(async (site) => {
      await site.build(cut);
      const points = await pointsOf(site);
      return points.slice(
        0,
        points.findIndex((name) => name.includes('worktree')),
      );
    });
    const appends = recovering.flatMap((name, index) => (name.includes('append') ? [String(index + 1)] : []));
    expect(appends.length).toBeGreaterThan(6);
    // Around the entry of the session that was cut off, after the folder's check and the run's own entry.
    const [before, after, next] = appends.slice(4);
    for (const point of [before!, `${before!}:half`, after!, next!]) {
      const faults = await at(async (site) => {
        await site.build(cut);
        expect((await site.build(point)).signal).toBe('SIGKILL');
        expect((await site.build()).code).toBe(0);
        return faultsAt(site, reference.tree);
      });
      expect(faults, `killed again at ${point}`).toEqual([]);
    }
  },
);

/** What must never be: that the checks can see it is what makes them worth running. */
const CONTROLS: readonly (readonly [what: string, mutation: Mutation, fault: string])[] = [
  [
    'that believes its journal about what is integrated',
    [
      [
        'const landed = latestOf([...landings.values()])',
        'const landed = new Map([...store.store.state.stories].flatMap(([id, { integrated }]) => (integrated ? [[id, integrated]] : [])))',
      ],
    ],
    'integrated are: add, sum, sum',
  ],
  [
    'that journals a landing before the ref has moved',
    [
      ['(merger, { ref, tip }, links) {', '(merger, wave, links) {\nconst { ref, tip } = wave;'],
      [
        'return await merger.updateRef(ref, last.commit, tip) ?',
        'for (const link of links) await wave.landing(link);\nreturn await merger.updateRef(ref, last.commit, tip) ?',
      ],
      [
        'members: wave.map((entry) => memberOf(entry)),',
        `landing: ({ member: { story }, commit }) => {
          const { lane } = wave.find((one) => one.lane.story.id === story);
          return project.store.append({ t: 'integrated', at: host.clock.now(), run: build.run, story, key: lane.key, commit, parts: lane.what });
        },
        members: wave.map((entry) => memberOf(entry)),`,
      ],
    ],
    'the journal runs ahead of git: sum',
  ],
];

test('an xpar that forgets the sessions of killed builds is found out', { timeout: 5 * MINUTES }, async () => {
  const mutated = mutatedBuild([['const taken = await recoverSessions(', 'const taken = false && await recoverSessions(']]);
  try {
    const beforeItsEntry = String(Number(afterASession(reference)) - 1);
    expect(Object.values(await sweep([beforeItsEntry], mutated.bin)).flat()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^agents reported \d+ tokens, the ledger has \d+$/)]),
    );
  } finally {
    mutated.close();
  }
});

test.each(CONTROLS)('an xpar %s is found out', { timeout: 5 * MINUTES }, async (_what, mutation, fault) => {
  const mutated = mutatedBuild(mutation);
  try {
    const found = await sweep(aroundTheLanding(await undisturbed(mutated.bin)).slice(0, 2), mutated.bin);
    expect(Object.values(found).flat()).toContain(fault);
  } finally {
    mutated.close();
  }
});
