import type { Link } from './chain.ts';

export type Verdict<Red, Stop> =
  { readonly end: 'green' } | { readonly end: 'red'; readonly red: Red } | { readonly end: 'stopped'; readonly why: Stop };

/** What judges a tree. The integrator hears how it ended, never what the work is. */
export interface Judge<Red, Stop> {
  /** The whole suite on a commit's tree, or what is known of that tree. */
  suite(commit: string, tree: string): Promise<Verdict<Red, Stop>>;
  /** Only what was red, where that can be told, on a commit's tree; `undefined` for the tree of the integration branch's tip. */
  again(red: Red, commit: string, tree: string | undefined): Promise<Verdict<Red, Stop>>;
}

export type Fault<Red, Stop> =
  | { readonly fault: 'stopped'; readonly why: Stop }
  /** Red, and green on the same tree again; red on the tip as well. */
  | { readonly fault: 'flake' | 'base'; readonly red: Red }
  | { readonly fault: 'lane'; readonly at: number; readonly red: Red };

/**
 * Of a wave of which one lane was left out: is what was red with that one red still, and by whom? Asked before the whole suite
 * is paid for; that the tip is green of it is known. Undefined where it is green now.
 */
export async function stillRed<Red, Stop>(
  judge: Judge<Red, Stop>,
  { links, seen }: { readonly links: readonly Link[]; readonly seen: Red },
): Promise<Exclude<Fault<Red, Stop>, { fault: 'flake' | 'base' }> | undefined> {
  const last = links.at(-1);
  if (last === undefined) return undefined;
  const verdict = await judge.again(seen, last.commit, last.tree);
  if (verdict.end === 'green') return undefined;
  return verdict.end === 'stopped'
    ? { fault: 'stopped', why: verdict.why }
    : halved(judge, { links, green: 0, red: verdict.red });
}

/**
 * Whose fault a red suite is. The same tree first: what was red is run again, and where that is green now, the whole suite
 * once more, so that nothing lands that was never green as a whole. Then the tip, which no lane of the wave is part of. Then
 * halving: the lane before which it is green, and with which it is red. `green`: how many of the links are known to be.
 */
export async function findFault<Red, Stop>(
  judge: Judge<Red, Stop>,
  found: { readonly tip: string; readonly links: readonly Link[]; readonly green: number; readonly red: Red },
): Promise<Fault<Red, Stop>> {
  const { tip, links, green } = found;
  const last = links.at(-1)!;
  const same = await redAgain(judge, last, found.red);
  if (same.end === 'stopped') return { fault: 'stopped', why: same.why };
  if (same.end === 'green') return { fault: 'flake', red: found.red };
  if (green === 0) {
    const base = await judge.again(same.red, tip, undefined);
    if (base.end === 'stopped') return { fault: 'stopped', why: base.why };
    if (base.end === 'red') return { fault: 'base', red: base.red };
  }
  return halved(judge, { links, green, red: same.red });
}

async function halved<Red, Stop>(
  judge: Judge<Red, Stop>,
  found: { readonly links: readonly Link[]; readonly green: number; readonly red: Red },
): Promise<Exclude<Fault<Red, Stop>, { fault: 'flake' | 'base' }>> {
  const { links, green } = found;
  let { red } = found;
  let [low, high] = [green, links.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { commit, tree } = links[middle - 1]!;
    const verdict = await judge.again(red, commit, tree);
    if (verdict.end === 'stopped') return { fault: 'stopped', why: verdict.why };
    if (verdict.end === 'green') low = middle;
    else [high, red] = [middle, verdict.red];
  }
  return { fault: 'lane', at: high - 1, red };
}

async function redAgain<Red, Stop>(judge: Judge<Red, Stop>, { commit, tree }: Link, red: Red): Promise<Verdict<Red, Stop>> {
  const part = await judge.again(red, commit, tree);
  return part.end === 'green' ? judge.suite(commit, tree) : part;
}
