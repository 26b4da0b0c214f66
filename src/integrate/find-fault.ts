import type { Link } from './chain.ts';

export type Verdict<Red, Stop> =
  { readonly end: 'green' } | { readonly end: 'red'; readonly red: Red } | { readonly end: 'stopped'; readonly why: Stop };

/** What judges a tree. The integrator hears how it ended, never what the work is. */
export interface Judge<Red, Stop> {
  /** The whole suite on a commit's tree, or what is known of that tree; `undefined` for the tip's. */
  suite(commit: string, tree: string | undefined): Promise<Verdict<Red, Stop>>;
  /** Only what was red, where that can be told, on a commit's tree; `undefined` for the tree of the integration branch's tip. */
  again(red: Red, commit: string, tree: string | undefined): Promise<Verdict<Red, Stop>>;
}

export type Fault<Red, Stop> =
  | { readonly fault: 'stopped'; readonly why: Stop }
  /** Red, and green on the same tree again; red on the tip as well. */
  | { readonly fault: 'flake' | 'base'; readonly red: Red }
  /** `isNarrow`: what was red alone tells of it, the whole suite need not be asked. */
  | { readonly fault: 'lane'; readonly at: number; readonly red: Red; readonly isNarrow: boolean };

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
    : halved(judge.again.bind(judge), { links, green: 0, red: verdict.red, isNarrow: true });
}

/**
 * Whose fault a red suite is. The same tree first: what was red is run again, and where that is green now, the whole suite
 * once more, so that nothing lands that was never green as a whole. Then the tip, which no lane of the wave is part of. Then
 * halving: the lane before which it is green, and with which it is red. `green`: how many of the links are known to be.
 * Where what was red is green alone and red in the whole suite, only the whole suite is believed from then on.
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
  const { isNarrow } = same;
  const ask: Ask<Red, Stop> = isNarrow ? judge.again.bind(judge) : (_red, commit, tree) => judge.suite(commit, tree);
  if (green === 0) {
    const base = await ask(same.red, tip, undefined);
    if (base.end === 'stopped') return { fault: 'stopped', why: base.why };
    if (base.end === 'red') return { fault: 'base', red: base.red };
  }
  return halved(ask, { links, green, red: same.red, isNarrow });
}

type Ask<Red, Stop> = (red: Red, commit: string, tree: string | undefined) => Promise<Verdict<Red, Stop>>;

async function halved<Red, Stop>(
  ask: Ask<Red, Stop>,
  found: { readonly links: readonly Link[]; readonly green: number; readonly red: Red; readonly isNarrow: boolean },
): Promise<Exclude<Fault<Red, Stop>, { fault: 'flake' | 'base' }>> {
  const { links, green, isNarrow } = found;
  let { red } = found;
  let [low, high] = [green, links.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { commit, tree } = links[middle - 1]!;
    const verdict = await ask(red, commit, tree);
    if (verdict.end === 'stopped') return { fault: 'stopped', why: verdict.why };
    if (verdict.end === 'green') low = middle;
    else [high, red] = [middle, verdict.red];
  }
  return { fault: 'lane', at: high - 1, red, isNarrow };
}

async function redAgain<Red, Stop>(
  judge: Judge<Red, Stop>,
  { commit, tree }: Link,
  red: Red,
): Promise<Verdict<Red, Stop> & { readonly isNarrow: boolean }> {
  const part = await judge.again(red, commit, tree);
  if (part.end !== 'green') return { ...part, isNarrow: true };
  return { ...(await judge.suite(commit, tree)), isNarrow: false };
}
