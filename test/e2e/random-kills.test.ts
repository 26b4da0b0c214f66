import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, inject, test } from 'vitest';
import { faultsAt, runsAhead } from '../rig/crash-faults.ts';
import { openCrashSite, type CrashSite } from '../rig/crash-site.ts';
import { withDescendants } from '../rig/descendants.ts';

const RUNS = process.env['XPAR_SWEEP'] === 'all' ? 60 : 4;
const AT_ONCE = 2;
const MINUTES = 60_000;

let tree: string;
let wholeMs: number;

beforeAll(async () => {
  await at(async (site) => {
    const begun = performance.now();
    await site.build();
    wholeMs = performance.now() - begun;
    tree = site.workshop.git('rev-parse', 'xpar/integration^{tree}');
  });
});

async function at<T>(work: (site: CrashSite) => Promise<T>): Promise<T> {
  const site = await openCrashSite(inject('abacus'));
  try {
    return await work(site);
  } finally {
    await site.workshop.close();
  }
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whom the kill meets: xpar alone, its process group, or it and all it started, git in the middle of a write included. */
const VICTIMS = {
  alone: (pid: number) => [pid],
  group: (pid: number) => [-pid],
  all: (pid: number) => withDescendants(pid),
} as const;

/** One to three builds killed one after another at moments nobody chose, then one that is let be. */
async function faultsOf(seed: number): Promise<{ faults: readonly string[]; killed: number }> {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return at(async (site) => {
    const faults: string[] = [];
    let killed = 0;
    for (let kills = pick([1, 1, 2, 3]); kills > 0; kills--) {
      const build = site.start();
      await delay(random() * wholeMs);
      const victims = pick(Object.values(VICTIMS));
      // One that has ended meanwhile cannot be killed: then this kill was too late.
      if (build.process.exitCode === null) for (const pid of victims(build.process.pid!)) kill(pid);
      if ((await build.ended).signal === 'SIGKILL') killed++;
      faults.push(...runsAhead(site), ...(await falseWord(site)));
    }
    const last = await site.build();
    if (last.code !== 0) return { faults: [...faults, `the next build ended with ${last.code}: ${last.stderr}`], killed };
    const idle = await site.build();
    if (idle.code !== 0 || idle.told('started').length > 0) faults.push('the last build found something to do');
    const running = site.workshop.leftovers().map((left) => `still running: ${left}`);
    return { faults: [...faults, ...faultsAt(site, tree), ...running], killed };
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in the meantime.
  }
}

/** 'Up to date' of a build that is not. */
async function falseWord(site: CrashSite): Promise<readonly string[]> {
  if ((await site.question()) !== 0) return [];
  const wrong = faultsAt(site, tree);
  return wrong.map((fault) => `'up to date' was said, and ${fault}`);
}

test(
  `${RUNS} builds killed at random moments lose nothing, and the next ones end where an undisturbed one would`,
  { timeout: 20 * MINUTES },
  async () => {
    const left = Array.from({ length: RUNS }, (_, index) => index + 1);
    const found: Record<number, readonly string[]> = {};
    let kills = 0;
    async function worker(): Promise<void> {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const { faults, killed } = await faultsOf(seed);
        kills += killed;
        if (faults.length > 0) found[seed] = faults;
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(found).toEqual({});
    // Some come after the end; a sweep in which most do has not swept.
    expect(kills).toBeGreaterThanOrEqual(RUNS / 2);
  },
);
