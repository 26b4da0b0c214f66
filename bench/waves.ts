// What a wave of lanes costs in full gates, by how often a lane is red with the others: the integrator's own code on made-up lanes.
//   node bench/waves.ts [waves]      4000 of each where none is named
import type { MergeResult, Merger } from '../src/host/host.ts';
import type { Member } from '../src/integrate/chain.ts';
import type { Judge, Verdict } from '../src/integrate/find-fault.ts';
import { foldWave } from '../src/integrate/fold-wave.ts';

const SIZE = 8;
/** What the failing files alone cost, of a full gate. */
const PART = 0.1;
const RATES = [0.05, 0.1, 0.2, 0.3];

/** Lanes never conflict here: a tree is the set of lanes in it. */
function merger(): Merger {
  const trees = new Map<string, string>([['tip', '']]);
  let made = 0;
  return {
    mergeTree: async (onto, lane): Promise<MergeResult> => ({ clean: true, conflicts: [], tree: `${trees.get(onto)!} ${lane}` }),
    async commitTree(tree) {
      const commit = `c${made++}`;
      trees.set(commit, tree);
      return commit;
    },
    updateRef: async () => true,
    changedPaths: async () => [],
    isAncestor: async () => true,
    treeOf: async (commit) => trees.get(commit)!,
    blameLine: async () => undefined,
  };
}

/** A seeded stream of numbers from 0 to 1, so that a table can be made again. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

async function costOf(red: ReadonlySet<string>, members: readonly Member[]): Promise<{ gates: number; landed: number }> {
  let gates = 0;
  const known = new Set<string>();
  const verdict = (tree: string): Verdict<string, never> =>
    tree.split(' ').some((lane) => red.has(lane)) ? { end: 'red', red: 'tests' } : { end: 'green' };
  const judge: Judge<string, never> = {
    async suite(_commit, tree = '') {
      if (!known.has(tree)) gates += 1;
      const heard = verdict(tree);
      if (heard.end === 'green') known.add(tree);
      return heard;
    },
    async again(_red, _commit, tree = '') {
      // The tip is green as the tree it is: every value of the branch was.
      if (tree !== '' && !known.has(tree)) gates += PART;
      return verdict(tree);
    },
  };
  const wave = { ref: 'refs/heads/x', tip: 'tip', members, everyCommit: false, flaky: 'accept', isWanted: () => true } as const;
  const { ends } = await foldWave(merger(), wave, judge);
  return { gates, landed: [...ends.values()].filter(({ end }) => end === 'integrated').length };
}

async function main(): Promise<void> {
  const waves = Number(process.argv[2] ?? 4000);
  if (!Number.isInteger(waves) || waves < 1) throw new Error('expected a number of waves, 1 or more');
  const members = Array.from({ length: SIZE }, (_, at): Member => ({
    story: `l${at}`,
    lane: `l${at}`,
    laneBase: 'tip',
    message: '',
  }));
  process.stdout.write(`Full gates for a wave of ${SIZE}, failing files alone at ${PART} of one; ${waves} waves each\n\n`);
  process.stdout.write(
    '| a lane is red with | gates a wave | gates a lane that lands | a gate for each merge |\n| ---: | ---: | ---: | ---: |\n',
  );
  for (const rate of RATES) {
    const roll = dice(7);
    let [gates, landed] = [0, 0];
    for (let wave = 0; wave < waves; wave++) {
      const red = new Set(members.filter(() => roll() < rate).map(({ lane }) => lane));
      const cost = await costOf(red, members);
      gates += cost.gates;
      landed += cost.landed;
    }
    const row = [rate.toFixed(2), (gates / waves).toFixed(2), (gates / landed).toFixed(2), String(SIZE)];
    process.stdout.write(`| ${row.join(' | ')} |\n`);
  }
}

await main();
